public import Domain

/// What the portal says about its own state, and what time it is there.
public struct StatusPage: Hashable, Sendable {
  public let page: ListPage<OutageNotice>
  public let now: Instant

  static let schema = ListPage<OutageNotice>.schema(
    of: OutageNotice.schema, and: [Field("now", .time, "The portal's time.")])
  var value: Value { page.value(and: [("now", .text(now.rfc3339))], \.value) }
}

extension PortalClient {
  /// What matters at the portal's present time. Needs no session.
  public func status(_ request: ListRequest = ListRequest()) async throws(Problem) -> StatusPage {
    try await list(Path("/status/v1/status"), request, as: .none, id: { $0.id }) { (wire) throws(Malformed) in
      OutageNotice(
        id: try wire.id("id"), level: try wire.word("level"), title: try wire.text("title"),
        body: try wire.text("body"), from: try wire.time("from"), until: try wire.optionalTime("until"),
        systems: try wire.texts("systems"))
    } and: { (wire, page) throws(Malformed) in
      StatusPage(page: page, now: try wire.time("now"))
    }
  }
}

extension Catalogue {
  static let statusCalls = [
    CatalogueCall(
      CallDescription(
        "status.list", "What the portal says about its own state.", parameters: ListRequest.fields,
        result: StatusPage.schema, needsSession: false)
    ) { (client, parameters) throws(Problem) in try await client.status(ListRequest(parameters)).value }
  ]
}
