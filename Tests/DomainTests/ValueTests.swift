import Domain
import Testing

@Suite struct ValueTests {
  @Test(
    arguments: [
      (Value.text("\u{FA19}"), Value.text("\u{795E}"), false),
      (.text("が"), .text("か\u{3099}"), false),
      (.text("神"), .text("神"), true),
      (["\u{FA19}": 1], ["\u{795E}": 1], false),
      (["a": 1, "b": 2], ["a": 1, "b": 2], true),
      (["a": 1, "b": 2], ["b": 2, "a": 1], false),
      (.integer(3), .number(3), false),
      (.null, .bool(false), false),
      ([1, [2, .null]], [1, [2, .null]], true),
    ] as [(Value, Value, Bool)])
  func twoValuesAreEqualOnlyScalarForScalar(a: Value, b: Value, equal: Bool) {
    #expect((a == b) == equal)
    #expect(!equal || a.hashValue == b.hashValue)
  }

  @Test(
    arguments: [
      ("sender.body", Value.text("市")), ("", .fields(("sender", .fields(("body", "市"))))), ("sender.name", nil),
      ("sender.body.x", nil), ("x", nil),
    ] as [(String, Value?)])
  func aDottedPathLeadsToAValueOrNowhere(path: String, found: Value?) {
    #expect(Value.fields(("sender", .fields(("body", "市")))).at(path) == found)
  }

  @Test func settingANameAgainReplacesTheValueInItsPlace() {
    var fields = Fields([("a", 1), ("b", 2), ("a", 3)])
    #expect(fields.all.map(\.name) == ["a", "b"])
    #expect(fields["a"] == 3)
    fields["a"] = nil
    #expect(fields.all.map(\.name) == ["b"])
  }
}
