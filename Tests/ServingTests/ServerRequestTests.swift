import Domain
import Serving
import Testing

@Suite struct ServerRequestTests {
  @Test func targetsAreDecodedSegmentBySegment() throws {
    let request = try #require(
      ServerRequest(
        method: "GET", target: "/a%2Fb/%E5%B9%B4?search=%E5%B9%B4%20%E9%87%91&since=2026-11-20T10:00:00+09:00&flag",
        headers: [Header("Authorization", "Bearer x")]))
    #expect(request.path == ["a/b", "年"])
    #expect(request[query: "search"] == "年 金")
    #expect(request[query: "since"] == "2026-11-20T10:00:00+09:00")
    #expect(request[query: "flag"] == "")
    #expect(request[query: "other"] == nil)
    #expect(request[header: "authorization"] == "Bearer x")
    #expect(request[header: "AUTHORIZATION"] == "Bearer x")
  }

  @Test(arguments: [
    "", "*", "http://h/", "/a b", "/%", "/%4", "/%zz", "/%ff", "/%E5%B9", "/%00", "/%1b", "/%c2%9b", "/a?x=%ff", "/a#b",
    "/年",
    "/%ed%a0%80", "/%c0%af",
  ]) func whatIsNotStrictIsRefused(target: String) {
    #expect(ServerRequest(method: "GET", target: target) == nil)
  }

  @Test func theRouterPrefersLiteralsAndKnowsOtherMethods() {
    var router = Router<String>()
    router.add("GET", "/notices/{id}", "one")
    router.add("GET", "/notices/latest", "latest")
    router.add("PUT", "/notices/{id}/read", "read")
    router.add("DELETE", "/notices/{id}/read", "unread")
    func match(_ method: String, _ path: String) -> String {
      guard let request = ServerRequest(method: method, target: path) else { return "bad" }
      switch router.match(method: request.method, path: request.path) {
      case .found(let route, let parameters): return route + (parameters["id"].map { ":" + $0 } ?? "")
      case .methodNotAllowed(let allowed): return "allow " + allowed.joined(separator: ",")
      case .notFound: return "none"
      }
    }
    #expect(match("GET", "/notices/latest") == "latest")
    #expect(match("GET", "/notices/a%2Fb") == "one:a/b")
    #expect(match("DELETE", "/notices/n1/read") == "unread:n1")
    #expect(match("GET", "/notices/n1/read") == "allow DELETE,PUT")
    #expect(match("GET", "/notices/") == "none")
    #expect(match("GET", "/notices") == "none")
    #expect(match("GET", "/notices/n1/read/") == "none")
  }
}
