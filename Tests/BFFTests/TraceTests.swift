import BFF
import Domain
import Foundation
import Synchronization
import TestKit
import Testing

/// What `--debug` shows and what `--dry-run` keeps.
@Suite struct TraceTests {
  private struct Answering: Transport {
    let response: HTTPResponse
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { response }
  }
  private struct Failing: Transport {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .tls(.expired) }
  }

  private static let secret = "canary-0451"

  private static let request = HTTPRequest(
    .post, "https://portal.test/notices/v1/notices?limit=5&search=\(secret)",
    headers: [
      Header("Accept", "application/json"), Header("Authorization", "Bearer \(secret)"), Header("X-Strange", secret),
    ], body: Array(#"{"signature":"\#(secret)","note":{"nonce":"\#(secret)"},"limit":5}"#.utf8))

  private static let answer = HTTPResponse(
    status: 200,
    headers: [
      Header("Content-Type", "application/json"), Header("Set-Cookie", "a=\(secret)"), Header("Date", "x\u{1B}[2Jy"),
    ],
    body: Array(#"{"token":"\#(secret)","title\u202e":"\#(secret)"}"#.utf8))

  private func trace(_ transport: some Transport) async -> [String] {
    let lines = Mutex<[String]>([])
    let traced = TracedTransport(transport) { new in lines.withLock { $0 += new.map(\.text) } }
    _ = try? await traced.send(Self.request)
    return lines.withLock { $0 }
  }

  @Test func aTraceTellsSizesAndNamesAndNoSecret() async {
    let lines = await trace(Answering(response: Self.answer))
    #expect(!lines.joined().contains(Self.secret))
    #expect(lines.contains("> POST https://portal.test/notices/v1/notices?limit=5&search=[masked]"))
    #expect(lines.contains("> Authorization: Bearer [masked]"))
    #expect(lines.contains("> X-Strange: [masked]"))
    #expect(lines.contains("< Set-Cookie: [masked]"))
    #expect(lines.contains("> [body: \(Self.request.body.count) bytes, JSON with signature, note, limit]"))
    #expect(lines.contains { $0.hasPrefix("< [body: ") && $0.contains("token, title<U+202E>") })
    #expect(lines.allSatisfy { ["* ", "> ", "< "].contains(String($0.prefix(2))) })
    #expect(!lines.joined().contains("\u{1B}"))
  }

  @Test func aTraceSaysHowAnExchangeFailed() async {
    #expect(await trace(Failing()).contains { $0.hasPrefix("* [1] the server is not trusted") })
  }

  @Test func whatIsWithheldIsWhatWouldHaveGoneWithSecretsMasked() async throws {
    let transport = WithholdingTransport()
    await #expect(throws: TransportError.cancelled) { try await transport.send(Self.request) }
    let kept = try #require(transport.requests.first)
    #expect(kept["method"] == "POST")
    #expect(kept["url"]?.text == Self.request.url)
    #expect(kept.at("headers.Authorization") == "Bearer [masked]")
    #expect(kept.at("body.signature") == "[masked]")
    #expect(kept.at("body.note.nonce") == "[masked]")
    #expect(kept.at("body.limit") == 5)
  }

  /// An address asked for by hand stays at the portal.
  @Test(
    arguments: [
      ("/notices/v1/notices", "https://portal.test/notices/v1/notices"), ("/a b", "https://portal.test/a%20b"),
      ("/通知?x=あ", "https://portal.test/%E9%80%9A%E7%9F%A5?x=%E3%81%82"), ("/a?b=c", "https://portal.test/a?b=c&q=1"),
      ("//other.test/x", nil), ("https://other.test/x", nil), ("notices", nil), ("", nil), ("/\\other.test", nil),
      ("/a/../b", nil), ("/a/%2e%2E/b", nil), ("/./a", nil), ("/a#b", nil), ("/a\nb", nil), ("@other.test/", nil),
    ] as [(String, String?)])
  func aPathNeverLeadsToAnotherHost(path: String, url: String?) async throws {
    let transport = WithholdingTransport()
    let client = PortalClient(
      transport: transport, portal: "https://portal.test/", clock: SystemClock(), token: { nil })
    do {
      _ = try await client.raw(.get, path: path, query: path == "/a?b=c" ? [("q", "1")] : [])
    } catch {
      #expect(url != nil || error.code == .inputInvalid)
    }
    #expect(transport.requests.first?["url"]?.text == url)
  }
}
