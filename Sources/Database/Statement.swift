internal import CSQLite

/// A prepared statement, kept by its connection and used again. It belongs to that connection and to its thread.
final class Statement {
  let pointer: OpaquePointer
  /// Its SQL: ours, without any argument, so it may stand in an error.
  private let sql: String
  private var columns: [String: Int32] = [:]
  /// In use further up the stack: a second use of the same SQL needs a statement of its own.
  var isBusy = false

  init(_ sql: String, in connection: OpaquePointer) throws(DatabaseError) {
    self.sql = sql
    var pointer: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let pointer else {
      throw databaseError(code == SQLITE_OK ? SQLITE_MISUSE : sqlite3_extended_errcode(connection), during: sql)
    }
    self.pointer = pointer
    for index in 0..<sqlite3_column_count(pointer) {
      if let name = sqlite3_column_name(pointer, index) { columns[String(cString: name)] = index }
    }
  }

  deinit { sqlite3_finalize(pointer) }

  func index(of column: String) throws(DatabaseError) -> Int32 {
    guard let index = columns[column] else { throw .column(column) }
    return index
  }

  func bind(_ arguments: [SQLValue]) throws(DatabaseError) {
    guard arguments.count == Int(sqlite3_bind_parameter_count(pointer)) else {
      throw databaseError(SQLITE_RANGE, during: sql)
    }
    var index: Int32 = 0
    for argument in arguments {
      index += 1
      let code =
        switch argument {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let value): sqlite3_bind_int64(pointer, index, Int64(value))
        case .real(let value): sqlite3_bind_double(pointer, index, value)
        case .text(var value):
          value.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
              // An empty string may have no address; a null pointer would bind NULL.
              $0.baseAddress == nil
                ? cs_bind_text(pointer, index, "", 0) : cs_bind_text(pointer, index, $0.baseAddress, Int32($0.count))
            }
          }
        case .blob(let value): value.withUnsafeBytes { cs_bind_blob(pointer, index, $0.baseAddress, Int32($0.count)) }
        }
      guard code == SQLITE_OK else { throw databaseError(code, during: sql) }
    }
  }

  /// True when a row is there.
  func step() throws(DatabaseError) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw databaseError(extended(code), during: sql)
    }
  }

  func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }

  private func extended(_ code: Int32) -> Int32 {
    let extended = sqlite3_extended_errcode(sqlite3_db_handle(pointer))
    return extended & 0xFF == code & 0xFF ? extended : code
  }
}
