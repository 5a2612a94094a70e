public import Domain

/// A page of proxies, and for whom the person acts at the moment.
public struct ProxyPage: Hashable, Sendable {
  public let page: ListPage<Proxy>
  public let actingFor: ProxyStanding.Principal?

  static let schema = ListPage<Proxy>.schema(
    of: Proxy.schema,
    and: [Field("actingFor", ProxyStanding.Principal.schema, optional: true, "For whom the person acts.")])
  var value: Value { page.value(and: [("actingFor", actingFor?.value ?? .null)], \.value) }
}

extension PortalClient {
  /// Who acts for the person, and for whom the person may act.
  public func proxies(_ request: ListRequest = ListRequest()) async throws(Problem) -> ProxyPage {
    try await list(Path("/proxies/v1/proxies"), request, id: { $0.id }) { (wire) throws(Malformed) in
      Proxy(
        id: try wire.id("id"), direction: try wire.word("direction"), name: try wire.legalName("name"),
        scope: try wire.text("scope"), until: try wire.optionalDate("until"))
    } and: { (wire, page) throws(Malformed) in
      ProxyPage(
        page: page,
        actingFor: try wire.optionalObject("actingFor") { (wire) throws(Malformed) in
          ProxyStanding.Principal(id: try wire.id("id"), name: try wire.legalName("name"))
        })
    }
  }
}

extension Catalogue {
  static let proxiesCalls = [
    CatalogueCall(
      CallDescription(
        "proxies.list", "Who acts for the person, and for whom the person may act.", parameters: ListRequest.fields,
        result: ProxyPage.schema)
    ) { (client, parameters) throws(Problem) in try await client.proxies(ListRequest(parameters)).value }
  ]
}
