import Domain
import Testing

/// Each value of the citizen's world against its own schema, at its fullest and at its barest.
@Suite struct ValueOfCitizenTests {
  static let time = Instant(rfc3339: "2026-11-20T14:30:00+09:00")!
  static let day = CalendarDate(iso: "2026-12-04")!
  static let today = time.jst.date
  static let taro = LegalName("神\u{FA19}太郎")!
  static let hanako = LegalName("山田花子")!

  static let fullNotice = Notice(
    id: "n-1", sender: .init(body: "サンプル市", department: "市民課"), kind: .government, title: "お知らせ", issuedAt: time,
    readAt: time,
    due: day, attachments: [.init(name: "a.pdf", bytes: 3, sha256: String(repeating: "0", count: 64))], action: .pay,
    procedureID: "p-1", applicationID: "a-1", body: "本文\n二行目", bodyEasy: "やさしい 本文")
  static let bareNotice = Notice(id: "n-2", sender: .init(body: "国"), kind: .system, title: "", issuedAt: time)
  static let fullApplication = Application(
    id: "a-1", procedure: .init(id: "p", title: "転入届"), destination: "サンプル市", state: .correct, submittedAt: time,
    arrival: .init(number: "R-1", at: time), due: day, usualDays: 14, officeMessage: "直してください",
    history: [.init(state: .arrived, at: time), .init(state: .correct, at: time, note: "直してください")])
  static let bareApplication = Application(id: "a-2", procedure: .init(id: "p", title: "転入届"), state: .draft)
  static let fullToDo = ToDo(
    id: "t-1", title: "届出", due: day, kind: .deadline, leadsTo: .application("a-1"), rule: .inclusive, source: "戸籍法43条",
    certain: false)
  static let bareToDo = ToDo(id: "t-2", title: "確認", due: nil, kind: .document, certain: true)
  static let person = Person(displayName: taro, kana: hanako)
  static let request = SelfInformationRequest(id: "q", state: .partial, requestedAt: time, categories: ["c"])
  static let session = SessionSummary(
    method: .card, assurance: "high", expiresAt: time, idleSeconds: 3600, subject: "s", person: person)
  static let outage = OutageNotice(id: "o", level: .outage, title: "障害", body: "本文", from: time, systems: ["notices"])
  static let proxies = ProxyStanding(
    proxies: [Proxy(id: "x", direction: .actsForMe, name: hanako, scope: "申請", until: day)],
    actingFor: .init(id: "y", name: hanako))
  static let delivery = DeliveryService(id: "d", name: "便", isLinked: true, waiting: 2, latestAt: time)

  static var home: HomeOverview {
    var home = HomeOverview(person: person)
    home.notices = .ready(NoticeOverview(unread: 3, latest: [bareNotice]))
    home.delivery = .ready([delivery])
    home.todo = .ready([fullToDo, bareToDo])
    home.applications = .ready([bareApplication])
    home.selfInfo = .ready(SelfInformationOverview(categories: 60, waiting: [request]))
    home.proxies = .ready(proxies)
    home.status = .ready([outage])
    return home
  }

  @Test(arguments: [
    ("notice", Notice.fullSchema, fullNotice.value), ("bare notice", Notice.schema, bareNotice.value),
    ("application", Application.fullSchema, fullApplication.value(on: today)),
    ("bare application", Application.schema, bareApplication.value(on: today)),
    ("to-do", ToDo.schema, fullToDo.value(on: today)), ("bare to-do", ToDo.schema, bareToDo.value(on: today)),
    ("person", Person.schema, person.value), ("session", SessionSummary.schema, session.value),
    ("no session", SessionSummary.schema, SessionSummary.absentValue), ("outage", OutageNotice.schema, outage.value),
    ("delivery", DeliveryService.schema, delivery.value), ("request", SelfInformationRequest.schema, request.value),
    (
      "category", SelfInformationCategory.schema,
      SelfInformationCategory(id: "c", group: "税", title: "所得", holder: "市", isSensitive: true).value
    ),
    ("proxy", Proxy.schema, proxies.proxies[0].value), ("home", HomeOverview.schema, home.value(on: today)),
    ("empty home", HomeOverview.schema, HomeOverview().value(on: today)),
  ])
  func aValueHasTheShapeOfItsSchema(what: String, schema: Schema, value: Value) throws {
    #expect(schema.misfit(value) == nil, "\(what)")
    #expect(try JSONReader.read(Array(JSONWriter.write(value).utf8)) == value)
  }

  @Test(arguments: ApplicationState.allCases)
  func noStateIsWithoutANextActionAndALabel(state: ApplicationState) {
    let value = Application(id: "a", procedure: .init(id: "p", title: "t"), state: state).value(on: Self.today)
    #expect(value["nextAction"]?.text?.isEmpty == false)
    #expect(value["label"]?.text?.isEmpty == false)
  }

  @Test func daysAreCountedInJapan() throws {
    #expect(Self.fullToDo.daysLeft(on: Self.today) == 14)
    #expect(Self.fullToDo.daysLeft(on: Self.day.adding(days: 1)) == -1)
    // 23:30 on the 20th in Japan is the 20th, although it is 14:30 in UTC; half an hour later it is a day ago.
    let late = try #require(Instant(rfc3339: "2026-11-20T14:30:00Z"))
    let application = Application(id: "a", procedure: .init(id: "p", title: "t"), state: .arrived, submittedAt: late)
    #expect(application.daysSince(on: late.adding(seconds: 1800).jst.date) == 1)
    #expect(application.daysSince(on: late.jst.date) == 0)
  }

  @Test func namesAreTheSameOnlyScalarForScalar() {
    #expect(LegalName("\u{FA19}") != LegalName("\u{795E}"))
    #expect(LegalName("葛\u{E0100}") != LegalName("葛"))
    #expect(LegalName("山田") == LegalName("山田"))
    #expect(LegalName("") == nil)
    #expect(Set([LegalName("\u{FA19}"), LegalName("\u{795E}")]).count == 2)
  }

  @Test func aPartThatFailsOrWaitsIsNullAndNamed() {
    var home = Self.home
    home.todo = .failed(Problem(.portalBusy, remedy: .wait(seconds: 7), reference: "r-9"))
    home.status = .waiting
    let value = home.value(on: Self.today)
    #expect(HomeOverview.schema.misfit(value) == nil)
    #expect(value["todo"] == .null)
    #expect(value["status"] == .null)
    #expect(value["waiting"] == ["status"])
    #expect(
      value["problems"] == [
        ["part": "todo", "system": "procedures", "code": "portalBusy", "retryAfterSeconds": 7, "reference": "r-9"]
      ])
    #expect(!home.isComplete)
    home.giveUpWaiting(Problem(.portalSlow))
    #expect(home.isComplete)
    #expect(home.problems.map(\.part) == [.todo, .status])
    #expect(home.loginProblem == nil)
  }
}
