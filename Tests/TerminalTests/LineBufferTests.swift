import Testing

@testable import Terminal

/// Lines as they come out of a pipe or a terminal, in whatever pieces they went in.
@Suite struct LineBufferTests {
  static func lines(_ pieces: [String], atEnd: Bool = true) -> [LineBuffer.Line] {
    var buffer = LineBuffer()
    var lines: [LineBuffer.Line] = []
    for piece in pieces {
      buffer.add(Array(piece.utf8)[...])
      while let line = buffer.next() { lines.append(line) }
    }
    while atEnd, let line = buffer.next(atEnd: true) { lines.append(line) }
    return lines
  }
  static func whole(_ text: String) -> LineBuffer.Line { .whole(Array(text.utf8)) }
  /// Key by key: characters come whole, whatever the pieces, and nothing stops at bytes that are none.
  @Test func scalarsComeWhole() {
    var buffer = LineBuffer()
    let bytes = Array("3あ𠮷".utf8)
    var scalars: [Unicode.Scalar] = []
    for byte in bytes + [0x80, 0x0A] {
      buffer.add([byte])
      while let scalar = buffer.nextScalar() { scalars.append(scalar) }
    }
    #expect(scalars == ["3", "あ", "𠮷", "\u{FFFD}", "\n"])
  }

  static let long = String(repeating: "あ", count: 30_000)

  @Test(
    arguments: [
      (["1\n2\n"], [whole("1"), whole("2")]), (["1", "2\n"], [whole("12")]), (["\n\n"], [whole(""), whole("")]),
      (["1\nend"], [whole("1"), whole("end")]), ([""], []), (["あ".prefix(1) + "\n"], [whole("あ")]),
      // As long as it may be, and one byte more.
      ([String(repeating: "x", count: 4096) + "\n"], [whole(String(repeating: "x", count: 4096))]),
      ([String(repeating: "x", count: 4097) + "\n2\n"], [.tooLong, whole("2")]),
      // Refused whole: no piece of it is a line, however it comes.
      ([long + "\n2\n"], [.tooLong, whole("2")]), ([long, long, "1\n2\n"], [.tooLong, whole("2")]),
      ([long, "\n"], [.tooLong]), ([long], [.tooLong]), ([long + "\n" + long], [.tooLong, .tooLong]),
    ] as [([String], [LineBuffer.Line])])
  func aLineIsTakenWholeOrNotAtAll(pieces: [String], lines: [LineBuffer.Line]) {
    #expect(Self.lines(pieces) == lines)
    // The same byte by byte.
    let bytes = pieces.joined().utf8.map { String(decoding: [$0], as: UTF8.self) }
    if pieces.joined().utf8.allSatisfy({ $0 < 0x80 }) { #expect(Self.lines(bytes) == lines) }
  }

  @Test func whatIsForgottenIsNoLineAndNoBeginningOfOne() {
    var buffer = LineBuffer()
    buffer.add(Array("12".utf8)[...])
    buffer.forget()
    #expect(buffer.next(atEnd: true) == nil)
    buffer.add(Array(Self.long.utf8)[...])
    #expect(buffer.next() == nil && !buffer.isFull, "a line without an end never fills it")
    buffer.forget()
    buffer.add(Array("3\n".utf8)[...])
    #expect(buffer.next() == Self.whole("3"))
  }

  @Test func keysWithoutAPauseBelongToOneBurst() {
    var burst = Burst()
    burst.heard(at: 1000)
    let first = burst.number
    for time in [1000, 1001, 1015, 1030] { burst.heard(at: time) }
    #expect(burst.number == first)
    burst.heard(at: 1200)
    #expect(burst.number == first + 1)
  }
}
