internal import Domain
internal import Synchronization

/// Trouble on demand: which kind, at which system, how often.
final class Faults: Sendable {
  enum Kind: String, Hashable, Sendable, CaseIterable {
    case delay, drop, reset
    case tooManyRequests = "429"
    case serverError = "500"
    case serviceUnavailable = "503"
    case maintenance, malformed
    /// The call is done, but its answer never arrives.
    case answerLost = "answer-lost-after-commit"
    case hostileText = "hostile-text"
    /// An answer longer than any client should take.
    case tooLarge = "too-large"
    /// The challenge of a log-in speaks for another portal.
    case wrongOrigin = "wrong-origin"
    case wrongCertificate = "wrong-certificate"
    case expiredCertificate = "expired-certificate"
    case otherHostCertificate = "other-host-certificate"

    /// What the server shows at handshakes meanwhile; nil for faults of answers.
    var certificate: PortalAuthority.Impostor? {
      switch self {
      case .wrongCertificate: .otherAuthority
      case .expiredCertificate: .expired
      case .otherHostCertificate: .otherHost
      default: nil
      }
    }
  }

  struct Fault: Hashable, Sendable {
    /// Names it for `maintenances`; grows with every fault that is set.
    let number: Int
    let kind: Kind
    /// Nil: every system.
    let system: PortalSystem?
    /// How many more requests it meets; nil: all, until it is cleared.
    var timesLeft: Int?
    /// How many requests it lets pass before the first that it meets.
    var passes: Int
    let delayMilliseconds: Int
    let since: Instant
  }

  /// What is to be done with one request.
  struct Verdict: Hashable, Sendable {
    enum Instead: Hashable, Sendable { case drop, reset, failure(PortalFailure) }
    var delayMilliseconds = 0
    /// Instead of asking the endpoint.
    var instead: Instead?
    var losesAnswer = false
    var isHostile = false
    var isTooLarge = false
    var hasOtherOrigin = false
    /// Which way of being malformed.
    var malformed: Int?
  }

  private struct State {
    var faults: [Fault] = []
    var count = 0
    var malformed = 0
  }
  private let state = Mutex(State())

  /// Milliseconds of a `delay` that does not say how long.
  static let usualDelay = 3000

  var all: [Fault] { state.withLock { $0.faults } }
  var maintenances: [Fault] { all.filter { $0.kind == .maintenance } }

  /// A second fault of the same kind at the same system takes the place of the first.
  func set(
    _ kind: Kind, at system: PortalSystem?, times: Int?, after passes: Int = 0, delayMilliseconds: Int?, now: Instant
  ) {
    state.withLock { state in
      state.faults.removeAll { $0.kind == kind && $0.system == system }
      state.count += 1
      state.faults.append(
        Fault(
          number: state.count, kind: kind, system: system, timesLeft: times, passes: passes,
          delayMilliseconds: delayMilliseconds ?? (kind == .delay ? Faults.usualDelay : 0), since: now))
    }
  }

  func clear() { state.withLock { $0.faults.removeAll() } }

  /// Delays add up; of what takes the place of the answer, the fault that was set first counts. Every fault that has an effect
  /// on this request is used once. A path of no system meets only the faults that are set everywhere.
  func take(system: PortalSystem?) -> Verdict {
    state.withLock { state in
      var verdict = Verdict()
      for index in state.faults.indices where state.faults[index].system == nil || state.faults[index].system == system
      {
        let fault = state.faults[index]
        if let left = fault.timesLeft, left <= 0 { continue }
        // A portal in maintenance still says so.
        if fault.kind == .maintenance, fault.system == nil, system == .status { continue }
        if fault.passes > 0 {
          state.faults[index].passes -= 1
          continue
        }
        switch fault.kind {
        case .wrongCertificate, .expiredCertificate, .otherHostCertificate:
          // This connection was made before: it ends, and the next one is shown the certificate. That handshake counts.
          if verdict.instead == nil { verdict.instead = .drop }
          continue
        case .delay: break
        case .tooLarge: verdict.isTooLarge = true
        case .wrongOrigin: verdict.hasOtherOrigin = true
        case .hostileText: verdict.isHostile = true
        case .malformed:
          verdict.malformed = state.malformed
          state.malformed += 1
        case .answerLost: verdict.losesAnswer = true
        case .drop, .reset, .tooManyRequests, .serverError, .serviceUnavailable, .maintenance:
          if verdict.instead != nil { continue }
          verdict.instead = instead(fault.kind)
        }
        verdict.delayMilliseconds += fault.delayMilliseconds
        state.faults[index].timesLeft? -= 1
      }
      state.faults.removeAll { $0.timesLeft == 0 }
      return verdict
    }
  }

  /// Which certificate a handshake is shown in place of the server's own. A certificate is the server's and not a system's: whatever
  /// system the fault is at, no new connection is made meanwhile.
  func takeHandshake() -> PortalAuthority.Impostor? {
    state.withLock { state in
      guard let index = state.faults.firstIndex(where: { $0.kind.certificate != nil && $0.passes == 0 }) else {
        return nil
      }
      let fault = state.faults[index]
      state.faults[index].timesLeft? -= 1
      state.faults.removeAll { $0.timesLeft == 0 }
      return fault.kind.certificate
    }
  }

  private func instead(_ kind: Kind) -> Verdict.Instead? {
    switch kind {
    case .drop: .drop
    case .reset: .reset
    case .tooManyRequests: .failure(.busy)
    case .serverError: .failure(.fault)
    case .serviceUnavailable: .failure(.unavailable)
    case .maintenance: .failure(.maintenance)
    case .delay, .malformed, .answerLost, .hostileText, .tooLarge, .wrongOrigin, .wrongCertificate, .expiredCertificate,
      .otherHostCertificate:
      nil
    }
  }
}
