public import Domain

extension PortalClient {
  /// Everything with a day, soonest first; what has none comes last.
  public func toDos(_ request: ListRequest = ListRequest()) async throws(Problem) -> ListPage<ToDo> {
    try await list(Path("/procedures/v1/todos"), request, id: { $0.id }) { (wire) throws(Malformed) in try ToDo(wire) }
  }
}

extension ToDo {
  init(_ wire: Wire) throws(Malformed) {
    // The nearest thing to what the person has to do comes first: the application, then the notice about it, then the procedure.
    let leadsTo: Subject? =
      if let id = try wire.optionalID("application") { .application(id) }  //
      else if let id = try wire.optionalID("notice") { .notice(id) }  //
      else if let id = try wire.optionalID("procedure") { .procedure(id) }  //
      else { nil }
    self.init(
      id: try wire.id("id"), title: try wire.text("title"), due: try wire.optionalDate("due"),
      kind: try wire.word("kind"), leadsTo: leadsTo, rule: try wire.optionalWord("dueRule"),
      source: try wire.optionalText("source"), certain: try wire.boolean("certain"))
  }
}

extension Catalogue {
  static let toDoCalls = [
    CatalogueCall(
      CallDescription(
        "todo.list", "Everything with a day, soonest first.", parameters: ListRequest.fields,
        result: ListPage<ToDo>.schema(of: ToDo.schema))
    ) { (client, parameters) throws(Problem) in
      let today = client.today
      return try await client.toDos(ListRequest(parameters)).value { $0.value(on: today) }
    }
  ]
}
