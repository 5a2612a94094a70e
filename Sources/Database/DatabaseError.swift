internal import CSQLite

/// What went wrong with the database. Never an argument's value: only our own SQL and names.
public enum DatabaseError: Error, Hashable, Sendable {
  /// Another process held the database for longer than the busy time.
  case busy
  /// The disk or the database's limit is full.
  case full
  case readOnly
  case cannotOpen
  case corrupt
  /// A unique, foreign-key, not-null or check rule was broken.
  case constraint(Constraint)
  /// The file was written by a later version of this program.
  case newerSchema(found: Int, known: Int)
  /// The result has no such column, or a value of another kind in it.
  case column(String)
  /// Any other code of SQLite (extended), and what was being done.
  case failed(code: Int, during: String)

  public enum Constraint: Hashable, Sendable { case unique, foreignKey, notNull, check, other }
}

/// Every code of SQLite that we tell apart; the rest is `.failed`.
func databaseError(_ code: Int32, during: String) -> DatabaseError {
  switch code & 0xFF {
  case SQLITE_BUSY, SQLITE_LOCKED: .busy
  case SQLITE_FULL: .full
  case SQLITE_READONLY, SQLITE_PERM: .readOnly
  case SQLITE_CANTOPEN, SQLITE_AUTH: .cannotOpen
  case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
  case SQLITE_CONSTRAINT: .constraint(constraint(code))
  default: .failed(code: Int(code), during: during)
  }
}

private func constraint(_ code: Int32) -> DatabaseError.Constraint {
  // Extended codes are SQLITE_CONSTRAINT | (n << 8); the importer has no expression macros.
  switch code >> 8 {
  case 1: .check
  case 3: .foreignKey
  case 5: .notNull
  case 6, 8, 10: .unique  // PRIMARYKEY, UNIQUE, ROWID
  default: .other
  }
}
