#include "CFuzzer.h"

int LLVMFuzzerRunDriver(int *count, char ***words, int (*each)(const uint8_t *, size_t));

static fuzz_try wanted;

static int each(const uint8_t *bytes, size_t count) {
  wanted(bytes, count);
  return 0;
}

int fuzz_run(long count, char *const words[], fuzz_try try_bytes) {
  int n = (int)count;
  char **list = (char **)words;
  wanted = try_bytes;
  return LLVMFuzzerRunDriver(&n, &list, each);
}
