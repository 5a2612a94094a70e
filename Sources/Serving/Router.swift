/// Finds what belongs to a method and a path. Patterns are like `/notices/{id}/read`; a `{name}` takes one whole segment that is
/// not empty. A pattern with a literal segment goes before one with a place there, whatever the order of adding.
public struct Router<Route: Sendable>: Sendable {
  public enum Match: Sendable {
    case found(Route, parameters: [String: String])
    /// The path is known, with these methods: answer 405 with `Allow`.
    case methodNotAllowed(allowed: [String])
    case notFound
  }

  private struct Entry: Sendable {
    let method: String
    let segments: [Segment]
    let route: Route
    var literals: Int {
      segments.reduce(0) { count, segment in if case .literal = segment { count + 1 } else { count } }
    }
  }
  private enum Segment: Hashable, Sendable { case literal(String), place(String) }
  private var entries: [Entry] = []

  public init() {}

  public mutating func add(_ method: String, _ pattern: String, _ route: Route) {
    let segments = pattern.split(separator: "/").map { segment -> Segment in
      segment.hasPrefix("{") && segment.hasSuffix("}")
        ? .place(String(segment.dropFirst().dropLast())) : .literal(String(segment))
    }
    entries.append(Entry(method: method, segments: segments, route: route))
    // More literals first; the sort is stable, so equals stay in the order of adding.
    entries.sort { $0.literals > $1.literals }
  }

  public func match(method: String, path: [String]) -> Match {
    var allowed: [String] = []
    for entry in entries {
      guard let parameters = parameters(of: entry.segments, in: path) else { continue }
      if entry.method == method { return .found(entry.route, parameters: parameters) }
      if !allowed.contains(entry.method) { allowed.append(entry.method) }
    }
    return allowed.isEmpty ? .notFound : .methodNotAllowed(allowed: allowed.sorted())
  }

  private func parameters(of segments: [Segment], in path: [String]) -> [String: String]? {
    guard segments.count == path.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, found) in zip(segments, path) {
      switch segment {
      case .literal(let literal): guard literal.utf8.elementsEqual(found.utf8) else { return nil }
      case .place(let name):
        guard !found.isEmpty else { return nil }
        parameters[name] = found
      }
    }
    return parameters
  }
}
