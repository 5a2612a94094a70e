import Domain
import Testing

@Suite struct SchemaTests {
  static let schema = Schema.object([
    Field("id", .text), Field("due", .date, optional: true), Field("at", .time, optional: true),
    Field("kind", .choice(name: "k", ["a", "b"]), optional: true, "Which."),
    Field("items", .list(.object([Field("n", .integer), Field("ok", .boolean, optional: true)])), optional: true),
  ])

  @Test(
    arguments: [
      (["id": "x"], nil), (["id": "x", "due": .null], nil), (["id": "x", "due": "2026-02-29"], "due"), ([:], "id"),
      (["id": 1], "id"), (["id": "x", "more": 1], "more"), (["id": "x", "at": "2026-11-20"], "at"),
      (["id": "x", "kind": "c"], "kind"), (["id": "x", "kind": "b"], nil),
      (["id": "x", "items": [["n": 1], ["n": "2"]]], "items[1].n"),
      (["id": "x", "items": [["n": 1, "ok": .null]]], nil), (["id": "x", "items": [.null]], "items[0]"),
      (["id": "x", "items": 3], "items"), (["id": .null], "id"), ([], "."), (.null, "."),
    ] as [(Value, String?)])
  func aMisfitIsNamedByItsPlace(value: Value, place: String?) { #expect(Self.schema.misfit(value) == place) }

  @Test func apathLeadsToAShapeOrNowhere() {
    #expect(Self.schema.at("due") == .date)
    #expect(Self.schema.at("items.n") == nil)
    #expect(Self.schema.at("") == Self.schema)
  }

  @Test func theJSONSchemaLetsNullStandForWhatIsOptional() {
    let schema = Self.schema.jsonSchema
    #expect(schema.at("properties.due") == ["type": ["string", "null"], "format": "date"])
    #expect(
      schema.at("properties.kind") == [
        "type": ["string", "null"], "enum": ["a", "b", .null], "description": "Which.",
      ])
    #expect(schema["required"] == ["id"])
    #expect(schema.at("properties.items.type") == ["array", "null"])
  }
}
