import BFF
import Domain
import TestKit
import Testing

@Suite struct PortalProblemsTests {
  private func problem(_ reply: ScriptedTransport.Reply) async -> Problem? {
    let transport = ScriptedTransport([.init(.get, "/notices/v1/notices/n", reply)])
    do {
      _ = try await client(transport).notice("n")
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    (TransportError.unreachable, Problem.Code.offline), (.timedOut(sent: true), .portalSlow),
    (.timedOut(sent: false), .portalSlow), (.tls(.expired), .portalNotTrusted), (.tooLarge, .portalAnswerMalformed),
    (.cancelled, .offline),
  ])
  func whatTheNetworkSaysBecomesAProblem(error: TransportError, code: Problem.Code) async {
    #expect(await problem(.error(error))?.code == code)
  }

  @Test(arguments: [
    (400, "INVALID", Problem.Code.inputInvalid), (401, "NO_SESSION", .loginNeeded),
    (401, "SESSION_EXPIRED", .sessionExpired),
    (401, "LOGIN_REFUSED", .loginRefused), (401, "SOMETHING", .loginNeeded), (403, "FORBIDDEN", .forbidden),
    (404, "NOT_FOUND", .notFound), (409, "STATE", .notPossibleNow), (429, "BUSY", .portalBusy),
    (500, "FAULT", .portalFault),
    (503, "MAINTENANCE", .portalMaintenance), (503, "UNAVAILABLE", .portalBusy), (502, "", .portalFault),
    (418, "", .portalAnswerMalformed), (302, "", .portalAnswerMalformed), (199, "", .portalAnswerMalformed),
  ])
  func aRefusalBecomesAProblem(status: Int, code: String, expected: Problem.Code) async {
    let found = await problem(.answer(.json(#"{"code":"\#(code)"}"#, status: status)))
    #expect(found?.code == expected)
    #expect(found?.reference == "r-1")
  }

  @Test func aStatusThatTheProtocolDoesNotHaveIsNamed() async {
    let found = await problem(.answer(.json("{}", status: 405)))
    #expect(found?.facts["field"] == "status")
    #expect(found?.facts["status"] == 405)
  }

  @Test(arguments: [
    (401, Problem.Code.loginNeeded), (503, .portalBusy), (404, .notFound), (500, .portalFault), (400, .inputInvalid),
  ])
  func aRefusalThatIsNoJSONIsKnownByItsStatus(status: Int, expected: Problem.Code) async {
    let answer = HTTPResponse(status: status, body: Array("<html>\u{1B}[2J".utf8))
    #expect(await problem(.answer(answer))?.code == expected)
  }

  @Test(
    arguments: [
      ("7", "{}", 7), ("0", "{}", 1), ("-5", "{}", 1), ("99999999", "{}", 86_400), ("soon", "{}", 10), (nil, "{}", 10),
      (nil, #"{"retryAfterSeconds":30}"#, 30), ("5", #"{"retryAfterSeconds":30}"#, 5),
      (nil, #"{"retryAfterSeconds":"x"}"#, 10),
    ] as [(String?, String, Int)])
  func aWaitIsBetweenASecondAndADay(header: String?, body: String, seconds: Int) async {
    let found = await problem(
      .answer(.json(body, status: 429, headers: header.map { [Header("retry-after", $0)] } ?? [])))
    #expect(found?.remedy == .wait(seconds: seconds))
    #expect(found?.facts["seconds"] == .integer(seconds))
  }

  @Test(
    arguments: [("limit", "limit"), ("items[0].name", "items[0].name"), ("<b>no</b>", nil), ("名前", nil), ("", nil)]
      as [(String, String?)])
  func onlyANameOfAFieldIsTakenFromTheServersText(detail: String, field: String?) async {
    let found = await problem(.answer(.json(#"{"code":"INVALID","detail":"\#(detail)"}"#, status: 400)))
    #expect(found?.facts["field"] == field.map { .text($0) })
  }

  @Test(arguments: [
    ("r-1", true), ("", false), ("a b", false), ("\u{1B}[2J", false), (String(repeating: "x", count: 129), false),
  ])
  func aReferenceIsOneThatCanBeTold(id: String, good: Bool) async {
    let answer = HTTPResponse(status: 500, headers: [Header("x-request-id", id)])
    #expect(await problem(.answer(answer))?.reference == (good ? id : nil))
  }

  @Test(arguments: [
    ("", "body"), ("nonsense", "body"), ("[]", "body"), ("{", "body"), ("{}", "id"), (#"{"id":""}"#, "id"),
    (#"{"id":"n","id":"n"}"#, "body"),
  ])
  func anAnswerThatIsNoneNamesTheField(body: String, field: String) async {
    let found = await problem(.answer(.json(body)))
    #expect(found?.code == .portalAnswerMalformed)
    #expect(found?.facts["field"] == .text(field))
  }
}

func client(
  _ transport: ScriptedTransport, token: String? = "secret", timeout: Duration = .seconds(10), person: Person? = nil
) -> PortalClient {
  PortalClient(
    transport: transport, portal: "https://portal.test/",
    clock: FixedClock(Instant(rfc3339: "2026-11-20T09:30:00+09:00")!), timeout: timeout,
    token: { token.map { Sensitive($0) } }, person: { person })
}
