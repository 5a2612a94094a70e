internal import Domain

/// The parameters of one call, already checked against its description.
struct Parameters {
  private let fields: Fields

  /// - Throws: `inputInvalid` with the fact `field` for the first parameter that is unknown, missing or of the wrong shape.
  init(_ value: Value, for call: CallDescription) throws(Problem) {
    switch value {
    case .null: fields = Fields()
    case .object(let given): fields = given
    default: throw Self.invalid("")
    }
    if let place = Schema.object(call.parameters).misfit(.object(fields)) { throw Self.invalid(place) }
  }

  static func invalid(_ field: String) -> Problem { Problem(.inputInvalid, facts: [("field", .text(field))]) }

  func text(_ name: String) throws(Problem) -> String? {
    guard let text = fields[name]?.text else { return nil }
    // Longer texts do not belong into an address. Control characters belong nowhere, and the portal would not say where they stand.
    guard (1...2_000).contains(text.utf8.count),
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw Self.invalid(name) }
    return text
  }

  /// A parameter that the description calls required.
  func required(_ name: String) throws(Problem) -> String {
    guard let text = try text(name) else { throw Self.invalid(name) }
    return text
  }

  func boolean(_ name: String) -> Bool? { fields[name]?.bool }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let number = fields[name]?.integer else { return nil }
    guard range.contains(number) else { throw Self.invalid(name) }
    return number
  }

  func bytes(_ name: String) throws(Problem) -> [UInt8] {
    guard let text = fields[name]?.text, let bytes = Base64.standard.decode(text) else { throw Self.invalid(name) }
    return bytes
  }
}
