internal import CSQLite

/// One row of a result. It is valid only inside the closure it is given to: the next step moves the statement on.
public struct Row {
  private let statement: Statement
  init(_ statement: Statement) { self.statement = statement }

  /// The text of a column that is never NULL.
  public func text(_ column: String) throws(DatabaseError) -> String {
    guard let value = try optionalText(column) else { throw .column(column) }
    return value
  }

  public func optionalText(_ column: String) throws(DatabaseError) -> String? {
    let index = try statement.index(of: column)
    switch sqlite3_column_type(statement.pointer, index) {
    case SQLITE_NULL: return nil
    case SQLITE_TEXT:
      guard let bytes = sqlite3_column_text(statement.pointer, index) else { throw .column(column) }
      let count = Int(sqlite3_column_bytes(statement.pointer, index))
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    default: throw .column(column)
    }
  }

  public func integer(_ column: String) throws(DatabaseError) -> Int {
    guard let value = try optionalInteger(column) else { throw .column(column) }
    return value
  }

  public func optionalInteger(_ column: String) throws(DatabaseError) -> Int? {
    let index = try statement.index(of: column)
    switch sqlite3_column_type(statement.pointer, index) {
    case SQLITE_NULL: return nil
    case SQLITE_INTEGER: return Int(sqlite3_column_int64(statement.pointer, index))
    default: throw .column(column)
    }
  }

  public func bool(_ column: String) throws(DatabaseError) -> Bool { try integer(column) != 0 }

  public func real(_ column: String) throws(DatabaseError) -> Double {
    let index = try statement.index(of: column)
    switch sqlite3_column_type(statement.pointer, index) {
    case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement.pointer, index)
    default: throw .column(column)
    }
  }

  /// The bytes of a column that is never NULL.
  public func blob(_ column: String) throws(DatabaseError) -> [UInt8] {
    guard let value = try optionalBlob(column) else { throw .column(column) }
    return value
  }

  public func optionalBlob(_ column: String) throws(DatabaseError) -> [UInt8]? {
    let index = try statement.index(of: column)
    switch sqlite3_column_type(statement.pointer, index) {
    case SQLITE_NULL: return nil
    case SQLITE_BLOB:
      let count = Int(sqlite3_column_bytes(statement.pointer, index))
      return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement.pointer, index), count: count))
    default: throw .column(column)
    }
  }
}
