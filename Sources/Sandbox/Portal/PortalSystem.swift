/// The systems behind the portal, by the names that faults and outage notices use.
public enum PortalSystem: String, Hashable, Sendable, CaseIterable {
  case session, notices, delivery, applications, procedures, selfinfo, history, links, proxies, consents
  case receivingAccount = "receiving-account"
  case insurance, profile, register, status

  /// Each system has a base path of its own: `/notices/v1/…`.
  init?(path: [String]) {
    guard path.count >= 2, path[1] == "v1", let system = PortalSystem(rawValue: path[0]) else { return nil }
    self = system
  }
}
