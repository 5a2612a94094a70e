public import Domain

extension PortalClient {
  /// The kinds of information that can be asked for.
  public func selfInformationCategories(_ request: ListRequest = ListRequest()) async throws(Problem) -> ListPage<
    SelfInformationCategory
  > {
    try await list(Path("/selfinfo/v1/categories"), request, id: { $0.id }) { (wire) throws(Malformed) in
      SelfInformationCategory(
        id: try wire.id("id"), group: try wire.text("group"), title: try wire.text("title"),
        holder: try wire.text("holder"), isSensitive: try wire.boolean("sensitive"))
    }
  }

  /// What was asked for, and how far it is.
  public func selfInformationRequests(_ request: ListRequest = ListRequest()) async throws(Problem) -> ListPage<
    SelfInformationRequest
  > {
    try await list(Path("/selfinfo/v1/requests"), request, id: { $0.id }) { (wire) throws(Malformed) in
      SelfInformationRequest(
        id: try wire.id("id"), state: try wire.word("state"), requestedAt: try wire.time("requestedAt"),
        categories: try wire.texts("categories"))
    }
  }
}

extension Catalogue {
  static let selfInformationCalls = [
    CatalogueCall(
      CallDescription(
        "self-info.categories", "The kinds of self-information that can be asked for.", parameters: ListRequest.fields,
        result: ListPage<SelfInformationCategory>.schema(of: SelfInformationCategory.schema))
    ) { (client, parameters) throws(Problem) in
      try await client.selfInformationCategories(ListRequest(parameters)).value(\.value)
    }
  ]
}
