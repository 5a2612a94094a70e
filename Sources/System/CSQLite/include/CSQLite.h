// Door to SQLite 3: its header, and shims for what Swift's importer leaves out.
#ifndef CSQLITE_H
#define CSQLITE_H
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro: SQLite copies what is bound.
static inline int cs_bind_text(sqlite3_stmt *s, int i, const char *text, int count) {
  return sqlite3_bind_text(s, i, text, count, SQLITE_TRANSIENT);
}
static inline int cs_bind_blob(sqlite3_stmt *s, int i, const void *bytes, int count) {
  // An empty blob is not NULL: a null pointer would bind NULL.
  return count == 0 ? sqlite3_bind_zeroblob(s, i, 0) : sqlite3_bind_blob(s, i, bytes, count, SQLITE_TRANSIENT);
}

/// Adds the SQL function `holds(text, words)`: 1 when the bytes of `words` stand in those of `text`. Unlike instr() it copies
/// nothing and searches with memmem, so a flat scan runs at memory speed.
int cs_add_holds(sqlite3 *db);
#endif
