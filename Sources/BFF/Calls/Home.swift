public import Domain

extension PortalClient {
  /// How many notices home shows.
  static let latestNotices = 5
  /// The deadline of the home screen, whatever `--timeout` says.
  public static let homeDeadline: Duration = .seconds(1)

  /// Asks all systems at once and gives the picture each time a part has arrived. Never fails: each part speaks for itself. The
  /// last picture is complete: what has not come `within` the time is `portalSlow`. Who stops reading cancels what runs.
  public func overview(within: Duration) -> AsyncStream<HomeOverview> {
    AsyncStream { continuation in
      let task = Task { await gather(within: within, into: continuation) }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private typealias Arrival = @Sendable (inout HomeOverview) -> Void

  private func gather(within: Duration, into continuation: AsyncStream<HomeOverview>.Continuation) async {
    let deadline = ContinuousClock.now + within
    // A transfer may take as long as the deadline, not longer; the deadline below holds even for one that does not keep to it.
    let client = limited(to: within)
    var overview = HomeOverview(person: person())
    await withTaskGroup(of: Arrival?.self) { group in
      for ask in Self.asks {
        // Immediate: the requests reach the transport in this order.
        group.addImmediateTask { await ask(client) }
      }
      group.addTask {
        try? await Task.sleep(until: deadline, clock: .continuous)
        return nil
      }
      while let arrival = await group.next() {
        guard let arrival else { break }
        arrival(&overview)
        continuation.yield(overview)
        if overview.isComplete { break }
      }
      if !overview.isComplete {
        overview.giveUpWaiting(Problem(.portalSlow))
        continuation.yield(overview)
      }
      // Before the group waits for what it cancels: the reader has everything.
      continuation.finish()
      group.cancelAll()
    }
  }

  /// What is asked of each system. The first request makes the connection on which all others wait to learn whether it can
  /// carry them too, and over HTTP/1.1 it then has a lead of one handshake: it goes to the system that itself asks most others.
  private static let asks: [@Sendable (PortalClient) async -> Arrival] = [
    { client in
      let part = await part { () throws(Problem) in try await client.toDos(whole).items }
      return { $0.todo = part }
    },
    { client in
      let part = await part { () throws(Problem) in
        try await client.applications(whole).items.filter(\.state.isRunning)
      }
      return { $0.applications = part }
    },
    { client in
      let part = await part { () throws(Problem) in try await client.status(whole).page.items }
      return { $0.status = part }
    },
    { client in
      let part = await part { () throws(Problem) in
        let answer = try await client.notices(NoticeFilter(), ListRequest(limit: latestNotices))
        return NoticeOverview(unread: answer.unread, latest: answer.page.items)
      }
      return { $0.notices = part }
    },
    { client in
      let part = await part { () throws(Problem) in try await client.deliveryServices(whole).items }
      return { $0.delivery = part }
    },
    { client in
      let part = await part { () throws(Problem) in try await client.selfInformationOverview() }
      return { $0.selfInfo = part }
    },
    { client in
      let part = await part { () throws(Problem) in
        let answer = try await client.proxies(whole)
        return ProxyStanding(proxies: answer.page.items, actingFor: answer.actingFor)
      }
      return { $0.proxies = part }
    },
  ]

  /// As much as one page can hold: nobody has more to-dos or proxies than that.
  private static let whole = ListRequest(limit: ListRequest.limits.upperBound)

  private static func part<Wrapped: Hashable & Sendable>(
    _ ask: () async throws(Problem) -> Wrapped
  ) async -> Part<Wrapped> {
    do throws(Problem) {
      return .ready(try await ask())
    } catch {
      return .failed(error)
    }
  }

  private func selfInformationOverview() async throws(Problem) -> SelfInformationOverview {
    async let categories = Self.part { () throws(Problem) in
      // Only the number is wanted.
      let page = try await selfInformationCategories(ListRequest(limit: 1))
      return page.total ?? page.items.count
    }
    let waiting = try await selfInformationRequests(Self.whole).items.filter {
      $0.state != .ready && $0.state != .failed
    }
    switch await categories {
    case .ready(let count): return SelfInformationOverview(categories: count, waiting: waiting)
    case .failed(let problem): throw problem
    case .waiting: throw Problem(.internalFault)
    }
  }
}

extension Catalogue {
  static let homeCalls = [
    CatalogueCall(
      CallDescription(
        "home",
        "Unread notices, to-dos with a day, running applications and the rest of the home screen, within a second.",
        result: HomeOverview.schema)
    ) { (client, _) throws(Problem) in
      var last = HomeOverview()
      for await overview in client.overview(within: PortalClient.homeDeadline) { last = overview }
      if let problem = last.loginProblem { throw problem }
      return last.value(on: client.today)
    }
  ]
}
