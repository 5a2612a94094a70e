internal import CSQLite

/// One connection to an SQLite database: WAL, foreign keys on, prepared statements kept.
///
/// Not `Sendable`: it belongs to one actor (with a `BlockingThread`) or one thread, and so do the rows it gives.
public final class Connection {
  /// What survives a power cut. A crash of the program loses nothing in either.
  public enum Durability: Hashable, Sendable {
    /// Every commit is on the disk when it returns (`synchronous=FULL`).
    case full
    /// The last commits may be missing after a power cut (`synchronous=NORMAL`).
    case normal
    /// No journal and no waiting for the disk: only for building a new file that is thrown away when it does not finish.
    case none
  }

  private let pointer: OpaquePointer
  private var statements: [String: Statement] = [:]
  private var depth = 0

  /// Opens, and makes when it is missing, the database at `path`; `:memory:` is one that nobody else sees. A new file has the
  /// permissions that the process's umask leaves of 0600.
  public init(path: String, durability: Durability = .full, busyMilliseconds: Int = 5000) throws(DatabaseError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw databaseError(code, during: "open")
    }
    pointer = opened
    sqlite3_busy_timeout(opened, Int32(clamping: busyMilliseconds))
    let added = cs_add_holds(opened)
    guard added == SQLITE_OK else { throw databaseError(added, during: "open") }
    try execute("PRAGMA foreign_keys=ON")
    switch durability {
    case .full: try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    case .normal: try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL")
    case .none: try execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
    }
    try execute("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF")
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(pointer)
  }

  /// Runs one or more statements without arguments.
  public func execute(_ sql: String) throws(DatabaseError) {
    let code = sqlite3_exec(pointer, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw databaseError(code, during: sql) }
  }

  /// Runs one statement.
  /// - Returns: how many rows it changed.
  @discardableResult
  public func run(_ sql: String, _ arguments: [SQLValue] = []) throws(DatabaseError) -> Int {
    try each(sql, arguments) { (_) throws(DatabaseError) in }
    return Int(sqlite3_changes(pointer))
  }

  /// Gives every row of the result to `body`, in order.
  public func each(
    _ sql: String, _ arguments: [SQLValue] = [], _ body: (Row) throws(DatabaseError) -> Void
  ) throws(DatabaseError) {
    let statement = try prepared(sql)
    statement.isBusy = true
    defer {
      statement.reset()
      statement.isBusy = false
    }
    try statement.bind(arguments)
    while try statement.step() { try body(Row(statement)) }
  }

  /// All rows, each made into a value.
  public func rows<Element>(
    _ sql: String, _ arguments: [SQLValue] = [], _ make: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> [Element] {
    var all: [Element] = []
    try each(sql, arguments) { (row) throws(DatabaseError) in all.append(try make(row)) }
    return all
  }

  /// The first row, made into a value; nil when there is none.
  public func first<Element>(
    _ sql: String, _ arguments: [SQLValue] = [], _ make: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> Element? {
    let statement = try prepared(sql)
    statement.isBusy = true
    defer {
      statement.reset()
      statement.isBusy = false
    }
    try statement.bind(arguments)
    return try statement.step() ? try make(Row(statement)) : nil
  }

  /// The row id of the last row that was inserted.
  public var lastRowID: Int { Int(sqlite3_last_insert_rowid(pointer)) }

  /// All or nothing: what `body` did is committed when it returns and undone when it throws. The write lock is taken at the
  /// start (`BEGIN IMMEDIATE`), so nothing that was read inside can be changed by others before the commit. A transaction inside
  /// another one is part of it.
  @discardableResult
  public func transaction<R>(_ body: () throws(DatabaseError) -> R) throws(DatabaseError) -> R {
    guard depth == 0 else { return try body() }
    try run("BEGIN IMMEDIATE")
    depth = 1
    defer { depth = 0 }
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  /// Brings the schema up to date: runs the steps that this file has not seen, each in a transaction of its own with its number
  /// in `user_version`. Steps are only ever appended.
  public func migrate(_ steps: [String]) throws(DatabaseError) {
    let found = try first("PRAGMA user_version") { (row) throws(DatabaseError) in try row.integer("user_version") } ?? 0
    guard found <= steps.count else { throw .newerSchema(found: found, known: steps.count) }
    for number in found..<steps.count {
      try transaction { () throws(DatabaseError) in
        // Another process may have done it while we waited for the lock.
        let now =
          try first("PRAGMA user_version") { (row) throws(DatabaseError) in try row.integer("user_version") } ?? 0
        guard now == number else { return }
        try execute(steps[number])
        try execute("PRAGMA user_version=\(number + 1)")
      }
    }
  }

  private func rollBack() {
    // Some failures (a full disk) have rolled back already: then there is nothing left to undo.
    if sqlite3_get_autocommit(pointer) == 0 { _ = sqlite3_exec(pointer, "ROLLBACK", nil, nil, nil) }
  }

  private func prepared(_ sql: String) throws(DatabaseError) -> Statement {
    if let kept = statements[sql] {
      return kept.isBusy ? try Statement(sql, in: pointer) : kept
    }
    let statement = try Statement(sql, in: pointer)
    statements[sql] = statement
    return statement
  }
}
