import Domain
import Reading

/// How to reach one portal.
struct Profile: Sendable {
  var name: String
  /// The portal is the sandbox: every face says so.
  var isPractice: Bool
  /// Address without a path.
  var portal: String
  /// Who the portal is, however its address changes: what is kept belongs to one person at one issuer.
  var issuer: String
  /// PEM files: who may be this portal's server, and who may have issued a log-in certificate.
  var anchors: String
  var cardAnchors: String
  /// PEM file: whose signing certificates are believed. Needed only to sign and to judge documents.
  var signAnchors: String?
  /// The sandbox's card; only in practice.
  var cardSocket: String?
  var proxy: String?
  /// The user's own sandbox, which this program starts when none runs.
  var startsSandbox = false
  /// Milliseconds that the portal's clock is ahead of this machine's; only in practice.
  var clockOffset: Int
}

extension Profile {
  /// The keys of a profile in the configuration.
  enum Key: String, CaseIterable {
    case practice, portal, issuer, anchors, proxy
    case cardAnchors = "card-anchors"
    case signAnchors = "sign-anchors"
    case cardSocket = "card-socket"
    case clockOffset = "clock-offset"
  }

  /// At most a thousand years: the sandbox's clock can be moved far, but not out of the calendar.
  private static let farthestClock = 31_536_000_000_000

  /// - Throws: `ConfigurationMistake` with the place: a key that there is not, one that is missing, a value that is none of its key.
  init(_ name: String, _ node: YAMLNode) throws(ConfigurationMistake) {
    guard let pairs = node.mapping else { throw ConfigurationMistake(at: node.mark, key: name) }
    let known = Key.allCases.map(\.rawValue)
    for pair in pairs {
      guard known.contains(pair.key) else {
        throw ConfigurationMistake(at: pair.mark, unknown: pair.key, among: known)
      }
      // None of them is a list, and a key without a value was begun and not finished.
      guard pair.value.scalar?.isEmpty == false else { throw ConfigurationMistake(at: pair.mark, key: pair.key) }
    }
    func text(_ key: Key) -> String? { node[key.rawValue]?.scalar }
    func wrong(_ key: Key) -> ConfigurationMistake {
      ConfigurationMistake(at: node[key.rawValue]?.mark ?? node.mark, key: "profiles.\(name).\(key.rawValue)")
    }
    func needed(_ key: Key) throws(ConfigurationMistake) -> String {
      guard let value = text(key) else { throw wrong(key) }
      return value
    }
    func number(_ key: Key) throws(ConfigurationMistake) -> Int {
      guard let text = text(key) else { return 0 }
      guard let number = Int(text) else { throw wrong(key) }
      return number
    }
    portal = try needed(.portal)
    guard portal.hasPrefix("https://") else { throw wrong(.portal) }
    guard ["true", "false", nil].contains(text(.practice)) else { throw wrong(.practice) }
    let offset = try number(.clockOffset)
    self.name = name
    isPractice = text(.practice) == "true"
    issuer = text(.issuer) ?? portal
    anchors = try needed(.anchors)
    cardAnchors = try needed(.cardAnchors)
    signAnchors = text(.signAnchors)
    proxy = text(.proxy)
    cardSocket = isPractice ? text(.cardSocket) : nil
    clockOffset = isPractice ? max(-Self.farthestClock, min(Self.farthestClock, offset)) : 0
  }
}
