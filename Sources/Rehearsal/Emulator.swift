internal import CVTerm

/// What stands on a terminal that has no window.
final class Emulator {
  private let terminal: OpaquePointer
  private(set) var rows: Int
  private(set) var columns: Int

  /// Nil when libvterm is not there.
  init?(rows: Int, columns: Int) {
    guard cv_load(), let terminal = cv_terminal_new(Int32(rows), Int32(columns)) else { return nil }
    self.terminal = terminal
    self.rows = rows
    self.columns = columns
  }

  deinit { cv_terminal_free(terminal) }

  func resize(rows: Int, columns: Int) {
    cv_terminal_resize(terminal, Int32(rows), Int32(columns))
    self.rows = rows
    self.columns = columns
  }

  func take(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { cv_terminal_write(terminal, $0.baseAddress, $0.count) }
    }
  }

  /// What the terminal has to say to the program: answers to its questions, keys that were pressed.
  func answers() -> [UInt8] {
    var out: [UInt8] = []
    var room = [CChar](repeating: 0, count: 512)
    while true {
      let count = cv_terminal_answers(terminal, &room, room.count)
      if count == 0 { return out }
      out += room[..<count].map { UInt8(bitPattern: $0) }
    }
  }

  /// False for a key that has no such name.
  func press(_ name: String) -> Bool { cv_terminal_press(terminal, name) }

  func row(_ number: Int) -> String {
    // A cell has at most six scalars of four bytes.
    var room = [CChar](repeating: 0, count: columns * 24)
    let count = cv_terminal_row(terminal, Int32(number), &room, room.count)
    return String(decoding: room[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var lines: [String] { (0..<rows).map { row($0) } }

  /// What has left at the top.
  var history: String {
    var count = 0
    guard let bytes = cv_terminal_history(terminal, &count) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// From 0.
  var cursor: (row: Int, column: Int) {
    var row: Int32 = 0
    var column: Int32 = 0
    cv_terminal_cursor(terminal, &row, &column)
    return (Int(row), Int(column))
  }
  var cursorIsSeen: Bool { cv_terminal_cursor_is_seen(terminal) }
  var isAlternate: Bool { cv_terminal_is_alternate(terminal) }
  var title: String { String(cString: cv_terminal_title(terminal)) }
}
