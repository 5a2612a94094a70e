public import BFF
public import Domain

/// Who is logged in, by the portal's word.
public struct CurrentSession: Sendable {
  private let portal: PortalClient
  private let vault: SessionVault

  /// - Parameter portal: takes its token from `vault`.
  public init(portal: PortalClient, vault: SessionVault) {
    self.portal = portal
    self.vault = vault
  }

  /// Asks the portal, which extends the session.
  /// - Returns: nil when nobody is logged in here.
  /// - Throws: `sessionExpired` when the portal no longer knows the session; it is wiped then.
  public func summary() async throws(Problem) -> SessionSummary? {
    guard let stored = vault.load() else { return nil }
    do throws(Problem) {
      let summary = try await portal.currentSession()
      // The new end of the session, unless another command logged in or out meanwhile.
      if let kept = vault.load(), kept.token == stored.token, kept.summary != summary {
        try? vault.save(StoredSession(token: stored.token, summary: summary))
      }
      return summary
    } catch {
      throw afterRefusal(error, of: stored.token)
    }
  }

  /// To be asked with every problem of a call: a session that the portal has ended is wiped, and the problem says so.
  /// - Parameter token: what was refused; another session that was opened meanwhile is left alone.
  public func afterRefusal(_ problem: Problem, of token: Sensitive<String>?) -> Problem {
    guard problem.code == .sessionExpired || problem.code == .loginNeeded, let token else { return problem }
    if vault.load()?.token == token { vault.wipe() }
    return Problem(.sessionExpired, reference: problem.reference)
  }
}

/// Ends the session.
public struct Logout: Sendable {
  private let portal: PortalClient
  private let vault: SessionVault

  /// - Parameter portal: takes its token from `vault`.
  public init(portal: PortalClient, vault: SessionVault) {
    self.portal = portal
    self.vault = vault
  }

  /// Wipes the session here, then tells the portal: whoever stops waiting for a slow portal is logged out here all the same.
  /// - Returns: whether the portal knows. When it does not, the session ends there by itself within the hour.
  @discardableResult
  public func run() async -> Bool {
    let stored = vault.load()
    vault.wipe()
    guard let stored else { return true }
    do throws(Problem) {
      try await portal.closeSession(of: stored.token)
      return true
    } catch {
      return error.code == .sessionExpired || error.code == .loginNeeded
    }
  }
}
