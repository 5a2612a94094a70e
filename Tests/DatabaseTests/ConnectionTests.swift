import Database
import Foundation
import TestKit
import Testing

@Suite struct ConnectionTests {
  func temporaryFile() -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("db-\(UUID().uuidString).sqlite").path
    for end in ["", "-wal", "-shm"] { AtExit.remove(path + end) }
    return path
  }

  @Test func whatIsBoundComesBackExactly() throws {
    let connection = try Connection(path: ":memory:")
    try connection.execute("CREATE TABLE t (i INTEGER, t TEXT, b BLOB, r REAL)")
    let hard = "葛󠄀城\u{FA19}𠮷\u{0}x"
    try connection.run(
      "INSERT INTO t VALUES (?,?,?,?)", [.integer(Int.max), .text(hard), .blob([0, 255]), .real(0.5)])
    try connection.run("INSERT INTO t VALUES (?,?,?,?)", [nil, "", .blob([]), nil])
    let rows = try connection.rows("SELECT * FROM t ORDER BY rowid") { (row) throws(DatabaseError) in
      (try row.optionalInteger("i"), try row.text("t"), try row.blob("b"))
    }
    #expect(rows[0].0 == Int.max)
    #expect(Array(rows[0].1.utf8) == Array(hard.utf8))
    #expect(rows[0].2 == [0, 255])
    #expect(rows[1].0 == nil)
    #expect(rows[1].1 == "")
    #expect(rows[1].2 == [])
  }

  @Test func aColumnOfAnotherKindOrNameIsAnError() throws {
    let connection = try Connection(path: ":memory:")
    #expect(throws: DatabaseError.column("a")) {
      try connection.first("SELECT 'x' AS a") { (row) throws(DatabaseError) in try row.integer("a") }
    }
    #expect(throws: DatabaseError.column("b")) {
      try connection.first("SELECT 'x' AS a") { (row) throws(DatabaseError) in try row.text("b") }
    }
    #expect(throws: DatabaseError.column("a")) {
      try connection.first("SELECT NULL AS a") { (row) throws(DatabaseError) in try row.text("a") }
    }
  }

  @Test(arguments: [
    ("INSERT INTO t(id, n) VALUES (1, 2)", DatabaseError.constraint(.unique)),
    ("INSERT INTO t(id, n) VALUES (2, NULL)", .constraint(.notNull)),
    ("INSERT INTO t(id, n) VALUES (2, -1)", .constraint(.check)),
    ("INSERT INTO t(id, n, parent) VALUES (2, 1, 99)", .constraint(.foreignKey)),
  ]) func aBrokenRuleSaysWhichOne(sql: String, expected: DatabaseError) throws {
    let connection = try Connection(path: ":memory:")
    try connection.execute(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 0), parent INTEGER REFERENCES t(id))")
    try connection.run("INSERT INTO t(id, n) VALUES (1, 1)")
    #expect(throws: expected) { try connection.run(sql) }
  }

  @Test func anErrorNeverHoldsAnArgument() throws {
    let connection = try Connection(path: ":memory:")
    try connection.execute("CREATE TABLE t (n TEXT UNIQUE)")
    try connection.run("INSERT INTO t VALUES (?)", ["secret"])
    do {
      try connection.run("INSERT INTO t VALUES (?)", ["secret"])
      Issue.record("no error")
    } catch { #expect(!"\(error)".contains("secret")) }
    do {
      try connection.run("INSERT INTO t VALUES (?)", ["secret", "second"])
      Issue.record("no error")
    } catch { #expect(!"\(error)".contains("secret")) }
  }

  @Test func aTransactionIsAllOrNothing() throws {
    let connection = try Connection(path: ":memory:")
    try connection.execute("CREATE TABLE t (n INTEGER UNIQUE)")
    #expect(throws: DatabaseError.constraint(.unique)) {
      try connection.transaction { () throws(DatabaseError) in
        try connection.run("INSERT INTO t VALUES (1)")
        try connection.transaction { () throws(DatabaseError) in try connection.run("INSERT INTO t VALUES (2)") }
        try connection.run("INSERT INTO t VALUES (1)")
      }
    }
    #expect(try count(connection) == 0)
    try connection.transaction { () throws(DatabaseError) in try connection.run("INSERT INTO t VALUES (1)") }
    #expect(try count(connection) == 1)
  }

  @Test func twoConnectionsSeeCommitsAndTheSecondWriterIsBusy() throws {
    let path = temporaryFile()
    let one = try Connection(path: path, busyMilliseconds: 0)
    let two = try Connection(path: path, busyMilliseconds: 0)
    try one.execute("CREATE TABLE t (n INTEGER)")
    let (seen, refused) = try one.transaction { () throws(DatabaseError) in
      try one.run("INSERT INTO t VALUES (1)")
      let seen = try count(two)
      do throws(DatabaseError) {
        try two.run("INSERT INTO t VALUES (2)")
        return (seen, DatabaseError?.none)
      } catch { return (seen, error) }
    }
    #expect(seen == 0)
    #expect(refused == .busy)
    #expect(try count(two) == 1)
  }

  @Test func stepsOfAMigrationRunOnceAndALaterFileIsRefused() throws {
    let path = temporaryFile()
    let steps = ["CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1)"]
    for _ in 0..<2 { try Connection(path: path).migrate(steps) }
    #expect(try count(Connection(path: path)) == 1)
    #expect(throws: DatabaseError.newerSchema(found: 2, known: 1)) {
      try Connection(path: path).migrate(Array(steps.prefix(1)))
    }
    // A step that fails leaves nothing behind, and is tried again next time.
    #expect(throws: DatabaseError.self) {
      try Connection(path: path).migrate(steps + ["INSERT INTO t VALUES (2); INSERT INTO missing VALUES (1)"])
    }
    #expect(try count(Connection(path: path)) == 1)
  }

  @Test(arguments: [("年金の通知", "通知", 1), ("年金の通知", "税", 0), ("年金", "", 1), ("", "年", 0)])
  func holdsFindsBytes(text: String, words: String, expected: Int) throws {
    let connection = try Connection(path: ":memory:")
    let found = try connection.first("SELECT holds(?, ?) AS found", [.text(text), .text(words)]) {
      (row) throws(DatabaseError) in try row.integer("found")
    }
    #expect(found == expected)
  }

  @Test func theSameStatementMayRunInsideItself() throws {
    let connection = try Connection(path: ":memory:")
    try connection.execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1),(2)")
    var pairs = 0
    try connection.each("SELECT n FROM t") { (_) throws(DatabaseError) in
      try connection.each("SELECT n FROM t") { (_) throws(DatabaseError) in pairs += 1 }
    }
    #expect(pairs == 4)
  }

  private func count(_ connection: Connection) throws(DatabaseError) -> Int? {
    try connection.first("SELECT count(*) AS c FROM t") { (row) throws(DatabaseError) in try row.integer("c") }
  }
}
