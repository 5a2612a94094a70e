public import Domain

extension PortalClient {
  /// Applications that reached the portal, newest first.
  public func applications(state: ApplicationState? = nil, _ request: ListRequest = ListRequest())
    async throws(Problem) -> ListPage<Application>
  {
    let query = state.map { [("state", $0.rawValue)] } ?? []
    return try await list(Path("/applications/v1/applications").asking(query), request, id: { $0.id }) {
      (wire) throws(Malformed) in try Application(wire, full: false)
    }
  }

  /// One application with its history.
  public func application(_ id: String) async throws(Problem) -> Application {
    try await call(.get, Path("/applications/v1/applications", id)) { (wire) throws(Malformed) in
      try Application(wire, full: true, asked: id)
    }
  }
}

extension ApplicationState {
  /// The states that the portal has; the others are this machine's.
  static let portalStates = allCases.filter { ![.draft, .signed, .sending].contains($0) }

  init(_ name: String, in wire: Wire) throws(Malformed) {
    let state: ApplicationState = try wire.word(name)
    guard Self.portalStates.contains(state) else { throw Malformed(field: name) }
    self = state
  }
}

extension Application {
  init(_ wire: Wire, full: Bool, asked: String? = nil) throws(Malformed) {
    let id = try wire.id("id")
    if let asked, !asked.utf8.elementsEqual(id.utf8) { throw Malformed(field: "id") }
    var history: [Step]?
    if full {
      history = try wire.list("history") { (wire) throws(Malformed) in
        Step(
          state: try ApplicationState("state", in: wire), at: try wire.time("at"), note: try wire.optionalText("note"))
      }
    }
    self.init(
      id: id,
      procedure: try wire.object("procedure") { (wire) throws(Malformed) in
        Procedure(id: try wire.id("id"), title: try wire.text("title"))
      },
      destination: try wire.optionalText("destination"), state: try ApplicationState("state", in: wire),
      submittedAt: try wire.time("submittedAt"),
      arrival: try wire.optionalObject("arrival") { (wire) throws(Malformed) in
        Arrival(number: try wire.text("number"), at: try wire.time("at"))
      },
      due: try wire.optionalDate("dueAt"), usualDays: try wire.optionalCount("usualDays"),
      officeMessage: try wire.optionalText("officeMessage"), history: history)
  }
}

extension Catalogue {
  static let applicationsCalls = [
    CatalogueCall(
      CallDescription(
        "applications.list", "Applications that reached the portal, newest first.",
        parameters: [
          Field(
            "state", .choice(name: "applicationState", ApplicationState.portalStates.map(\.rawValue)), optional: true)
        ] + ListRequest.fields, result: ListPage<Application>.schema(of: Application.schema))
    ) { (client, parameters) throws(Problem) in
      let state = try parameters.text("state").flatMap { ApplicationState(rawValue: $0) }
      let today = client.today
      return try await client.applications(state: state, ListRequest(parameters)).value { $0.value(on: today) }
    },
    CatalogueCall(
      CallDescription(
        "applications.show", "One application with its history.", parameters: [Field("id", .text)],
        result: Application.fullSchema)
    ) { (client, parameters) throws(Problem) in
      try await client.application(parameters.required("id")).value(on: client.today)
    },
  ]
}
