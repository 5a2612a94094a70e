public import Domain

/// Every call of the BFF by name: what screens, commands, `bff call` and the documents are made from.
public enum Catalogue {
  /// In the order of `bff list`.
  public static let calls: [CatalogueCall] =
    sessionCalls + homeCalls + noticesCalls + deliveryCalls + toDoCalls + applicationsCalls + selfInformationCalls
    + proxiesCalls + statusCalls

  public static func named(_ name: CallName) -> CatalogueCall? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: calls.map { ($0.description.name, $0) })
}

/// A call by name: its description, and how it is run with values.
public struct CatalogueCall: Sendable {
  public let description: CallDescription
  private let body: @Sendable (PortalClient, Parameters) async throws(Problem) -> Value

  init(
    _ description: CallDescription,
    _ body: @escaping @Sendable (PortalClient, Parameters) async throws(Problem) -> Value
  ) {
    self.description = description
    self.body = body
  }

  /// Checks the parameters (`inputInvalid` with the fact `field`), asks the portal, and gives a value of the described shape.
  public func run(_ client: PortalClient, parameters: Value = [:]) async throws(Problem) -> Value {
    try await body(client, Parameters(parameters, for: description))
  }

  /// Parameters from texts, as in `bff call notices.list unread=true limit=5`: the description says what is a number and what a
  /// truth. A name that stands twice, or that the call does not know, is `inputInvalid` with the fact `field`.
  public func parameters(fromTexts texts: [(name: String, text: String)]) throws(Problem) -> Value {
    var fields = Fields()
    for (name, text) in texts {
      guard let field = description.parameters.first(where: { $0.name == name }), fields[name] == nil else {
        throw Parameters.invalid(name)
      }
      switch field.schema {
      case .integer:
        guard let number = Int(text) else { throw Parameters.invalid(name) }
        fields[name] = .integer(number)
      case .boolean:
        guard text == "true" || text == "false" else { throw Parameters.invalid(name) }
        fields[name] = .bool(text == "true")
      default: fields[name] = .text(text)
      }
    }
    return .object(fields)
  }
}
