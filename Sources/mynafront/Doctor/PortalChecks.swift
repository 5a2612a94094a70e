import Domain
import Operations
import Screens
import Synchronization

/// What can be seen of the portal and the card of the profile in force. Nothing is asked that costs anything: no PIN, no try, no session
/// of its own.
struct PortalChecks {
  let setup: Setup
  let texts: ScreenLibrary

  func all() async -> [Examined] {
    // Which portal it would be is not known: it is not guessed, and nothing is started.
    guard setup.configurationProblem == nil else { return [Examined("portal", .notLooked)] }
    let services: Services
    do throws(Problem) {
      services = try setup.services()
    } catch { return [unavailable(error)] }
    CommandEnd.services.withLock { $0 = services }
    var seen: [Examined] = []
    if services.profile.startsSandbox { seen.append(Examined("sandbox", .sandbox)) }
    seen += await portal(services)
    seen.append(session(services))
    return seen + (await CardChecks(services: services, texts: texts).all())
  }

  private func unavailable(_ problem: Problem) -> Examined {
    switch problem.code {
    case .sandboxUnavailable:
      if !SandboxStarter.isInstalled {
        return Examined("sandbox", .sandboxMissing, ["program": SandboxStarter.program])
      }
      return Examined("sandbox", .sandboxFails, ["reason": reason(of: problem)])
    default:
      return Examined(
        "configuration", .configurationWrong, ["place": problem.facts["place"]?.text ?? problem.code.rawValue])
    }
  }

  private func reason(of problem: Problem) -> String {
    let places = problem.places(in: texts)
    return [places["reason"], places["detail"]].compactMap { $0 }.joined(separator: ": ")
  }

  /// From when on a clock is said to be off, and from when on log-in and certificates are in danger.
  private static let slightSeconds = 30
  private static let dangerousSeconds = 300

  private func portal(_ services: Services) async -> [Examined] {
    let places = ["address": services.profile.portal, "profile": services.profile.name]
    switch await services.probe() {
    case .answered(let status, let secondsAhead):
      let isWell = (200..<300).contains(status)
      var seen = [
        Examined("portal", isWell ? .portal : .portalRefuses, places.merging(["status": String(status)]) { $1 })
      ]
      if let ahead = secondsAhead {
        let off = abs(ahead)
        let sight: Sight = off < Self.slightSeconds ? .clock : off < Self.dangerousSeconds ? .clockOff : .clockWrong
        seen.append(Examined("clock", sight, ["seconds": String(off)]))
      }
      return isWell ? seen + (await announcements(services)) : seen
    case .failed(.timedOut): return [Examined("portal", .portalSlow, places)]
    case .failed(.tls(let doubt)):
      let reason = texts.text("doctor.doubt." + doubt.rawValue).text
      return [Examined("portal", .portalNotTrusted, places.merging(["reason": reason]) { $1 })]
    case .failed: return [Examined("portal", .portalOffline, places)]
    }
  }

  private func session(_ services: Services) -> Examined {
    guard let stored = services.storedSession else { return Examined("session", .sessionNone) }
    let until = SpokenValue.say(stored["expiresAt"] ?? .null, as: .time, in: texts.locale) { texts.word($0) }
    return Examined(
      "session", .session, ["until": until ?? "", "minutes": String((services.unusedSeconds ?? 0) / 60)])
  }

  /// What the portal says of its own state: what is closed now, and what will be.
  private func announcements(_ services: Services) async -> [Examined] {
    let now = services.clock.now
    let items = (try? await services.call("status.list", [:]))?["items"]?.list ?? []
    return items.compactMap { item in
      let start = item["from"]?.text.flatMap { Instant(rfc3339: $0) }
      let end = item["until"]?.text.flatMap { Instant(rfc3339: $0) }
      guard let level = item["level"]?.text, level != "info", end ?? now >= now else { return nil }
      let isLater = start.map { $0 > now } ?? false
      let places = [
        "title": item["title"]?.text ?? "", "until": said(item["until"]), "from": said(item["from"]),
      ].filter { !$0.value.isEmpty }
      let sight: Sight = isLater ? .announced : level == "outage" ? .portalOutage : .portalMaintenance
      return Examined("portal." + level, sight, places)
    }
  }

  private func said(_ time: Value?) -> String {
    SpokenValue.say(time ?? .null, as: .time, in: texts.locale) { texts.word($0) } ?? ""
  }
}
