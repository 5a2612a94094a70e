public import Domain

extension PortalClient {
  /// Private delivery services, and how much they hold.
  public func deliveryServices(_ request: ListRequest = ListRequest()) async throws(Problem) -> ListPage<
    DeliveryService
  > {
    try await list(Path("/delivery/v1/services"), request, id: { $0.id }) { (wire) throws(Malformed) in
      DeliveryService(
        id: try wire.id("id"), name: try wire.text("name"), isLinked: try wire.boolean("linked"),
        waiting: try wire.count("waiting"), latestAt: try wire.optionalTime("latestAt"))
    }
  }
}

extension Catalogue {
  static let deliveryCalls = [
    CatalogueCall(
      CallDescription(
        "delivery.list", "Private delivery services, and how much they hold.", parameters: ListRequest.fields,
        result: ListPage<DeliveryService>.schema(of: DeliveryService.schema))
    ) { (client, parameters) throws(Problem) in
      try await client.deliveryServices(ListRequest(parameters)).value(\.value)
    }
  ]
}
