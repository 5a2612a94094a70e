// Door to libFuzzer, for a program with a main function of its own.
#ifndef CFUZZER_H
#define CFUZZER_H
#include <stddef.h>
#include <stdint.h>

typedef void (*fuzz_try)(const uint8_t *bytes, size_t count);
/// Runs libFuzzer with these arguments until its time or the first crash; gives the code to end with.
int fuzz_run(long count, char *const words[], fuzz_try each);
#endif
