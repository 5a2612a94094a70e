import Testing

@testable import mynafront

/// Which of its kinds of mistakes libjq means, by its own words.
struct JQWordsTests {
  @Test(
    arguments: [
      ("syntax error, unexpected $end (Unix shell quoting issues?) at <top-level>, line 1: .a[", "wrong.syntax", nil),
      ("nosuch/0 is not defined at <top-level>, line 1: nosuch", "wrong.function", "nosuch"),
      ("$x is not defined at <top-level>, line 1: $x", "wrong.variable", "$x"),
      ("Division by zero? at <top-level>, line 1: 1/0", "wrong", nil), ("", "wrong", nil),
    ] as [(String, String, String?)])
  func anExpressionThatCannotBeUsed(_ words: String, _ key: String, _ name: String?) {
    let told = JQWords(wrong: words)
    #expect(told.key == "cli.jq-" + key)
    #expect(told.places["name"] == name)
    #expect(told.places["words"] == words)
  }

  @Test(
    arguments: [
      ("Cannot index array with string \"a\"", "failed.index", "array"),
      ("Cannot index string with number", "failed.index", "string"),
      ("Cannot iterate over null", "failed.iterate", "null"),
      ("Cannot iterate over string (\"x\")", "failed.iterate", "string"),
      ("out of memory", "failed.too-much", nil), ("no", "failed", nil),
    ] as [(String, String, String?)])
  func anExpressionThatDoesNotFit(_ words: String, _ key: String, _ type: String?) {
    let told = JQWords(failed: words)
    #expect(told.key == "cli.jq-" + key)
    #expect(told.places["type"] == type)
  }
}
