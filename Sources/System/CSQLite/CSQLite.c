#define _GNU_SOURCE
#include "CSQLite.h"
#include <string.h>

static void holds(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  // sqlite3_value_blob of a text gives the bytes where they are; sqlite3_value_text would copy them to end them with NUL.
  const void *text = sqlite3_value_blob(values[0]);
  size_t text_count = (size_t)sqlite3_value_bytes(values[0]);
  const void *words = sqlite3_value_blob(values[1]);
  size_t words_count = (size_t)sqlite3_value_bytes(values[1]);
  int found = words_count == 0 || (text && words && memmem(text, text_count, words, words_count) != NULL);
  sqlite3_result_int(context, found);
}

int cs_add_holds(sqlite3 *db) {
  return sqlite3_create_function_v2(
      db, "holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, holds, NULL, NULL, NULL);
}
