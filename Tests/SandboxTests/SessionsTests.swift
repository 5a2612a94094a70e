import Domain
import Testing

@testable import Sandbox

@Suite struct SessionsTests {
  @Test func aSignedChallengeOpensASessionAndTheAnswerHasItsForm() async throws {
    let kit = try PortalKit()
    let challenge = try await kit.call("POST", "/session/v1/challenges", body: .fields())
    #expect(challenge.status == 201)
    #expect(Base64.url.decode(challenge["nonce"]?.text ?? "")?.count == 32)
    #expect(challenge["expiresAt"] == "2026-11-20T14:32:00+09:00")
    let opened = try await kit.call("POST", "/session/v1/sessions", body: try await kit.logInBody())
    #expect(opened.status == 201)
    #expect(opened["idleSeconds"] == 3600)
    #expect(opened["expiresAt"] == "2026-11-20T15:30:00+09:00")
    #expect(opened["person.displayName"] == "見本　花子")
    #expect(opened["subject"]?.text?.hasPrefix("sub-") == true)
    #expect(opened[header: "X-Request-Id"]?.hasPrefix("req-") == true)
    let token = try #require(opened["token"]?.text)
    let current = try await kit.call("GET", "/session/v1/sessions/current", token: token)
    #expect(current.status == 200)
    #expect(current["token"] == nil)
  }

  @Test(arguments: [
    ("nonce", Value.text("AAAA"), 401, "nonce"), ("signature", "AAAA", 401, "signature"),
    ("certificate", .text(Base64.standard.encode(Array("expired".utf8))), 401, "expired"),
    ("certificate", .text(Base64.standard.encode(Array("stranger".utf8))), 401, "unknownPerson"),
    ("certificate", .text(Base64.standard.encode(Array("cert-p31".utf8))), 401, "unknownPerson"),
    ("certificate", "not base64!", 400, "certificate"), ("signature", .null, 400, "signature"),
    ("method", "qr", 400, "method"), ("algorithm", "md5", 400, "algorithm"),
    ("algorithm", "ecdsa-with-SHA256", 400, "algorithm"),
  ]) func aWrongLogInSaysWhy(field: String, value: Value, status: Int, detail: String) async throws {
    let kit = try PortalKit()
    var fields = try #require(try await kit.logInBody().object)
    fields[field] = value
    let reply = try await kit.call("POST", "/session/v1/sessions", body: .object(fields))
    #expect(reply.status == status)
    #expect(reply["detail"]?.text == detail)
    #expect(reply["code"]?.text == (status == 401 ? "LOGIN_REFUSED" : "INVALID"))
  }

  @Test func aNonceIsSpentByAWrongSignatureBySuccessAndByTime() async throws {
    let kit = try PortalKit()
    let right = try await kit.logInBody()
    var wrong = try #require(right.object)
    wrong["signature"] = "AAAA"
    #expect(try await kit.call("POST", "/session/v1/sessions", body: .object(wrong))["detail"] == "signature")
    #expect(try await kit.call("POST", "/session/v1/sessions", body: right)["detail"] == "nonce")
    let second = try await kit.logInBody()
    #expect(try await kit.call("POST", "/session/v1/sessions", body: second).status == 201)
    #expect(try await kit.call("POST", "/session/v1/sessions", body: second)["detail"] == "nonce")
    let late = try await kit.logInBody()
    kit.clock.advance(seconds: 121)
    #expect(try await kit.call("POST", "/session/v1/sessions", body: late)["detail"] == "nonce")
  }

  @Test func aSessionLivesAnHourAfterEachCallAndEndsAtDelete() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    for _ in 0..<3 {
      kit.clock.advance(seconds: 3599)
      #expect(try await kit.call("GET", "/proxies/v1/proxies", token: token).status == 200)
    }
    kit.clock.advance(seconds: 3601)
    #expect(try await kit.call("GET", "/proxies/v1/proxies", token: token)["code"] == "SESSION_EXPIRED")
    let other = try await kit.logIn()
    #expect(try await kit.call("DELETE", "/session/v1/sessions/current", token: other).status == 204)
    #expect(try await kit.call("GET", "/proxies/v1/proxies", token: other)["code"] == "NO_SESSION")
    #expect(try await kit.call("GET", "/proxies/v1/proxies")["code"] == "NO_SESSION")
    #expect(try await kit.call("GET", "/proxies/v1/proxies", token: "made-up")["code"] == "NO_SESSION")
  }

  @Test(arguments: [
    ("GET", "/notices/v1/nothing", 404, "NOT_FOUND"), ("GET", "/", 404, "NOT_FOUND"),
    ("POST", "/notices/v1/notices", 405, "INVALID"), ("GET", "/notices/v1/notices", 401, "NO_SESSION"),
    ("POST", "/session/v1/sessions", 400, "INVALID"),
  ]) func errorsHaveTheirForm(method: String, target: String, status: Int, code: String) async throws {
    let reply = try await PortalKit().call(method, target)
    #expect(reply.status == status)
    #expect(reply["code"]?.text == code)
    #expect(reply["type"]?.text == "urn:mynafront:error:\(code)")
    let id = try #require(reply[header: "X-Request-Id"])
    #expect(reply["instance"]?.text == "urn:mynafront:request:\(id)")
  }
}
