import Domain
import Testing

@testable import mynafront

/// A mistake in the configuration is told with its place, its key and what was probably meant.
struct ConfigurationTests {
  private static let whole = "profiles:\n  a:\n    portal: https://x.test\n    anchors: /a\n    card-anchors: /b\n"

  @Test(
    arguments: [
      ("bogus: 1\n", "c:1:1", "bogus", nil), ("fcae: linear\n", "c:1:1", "fcae", "face"),
      ("face: liner\n", "c:1:7", "face", "linear"), ("- face\n", "c:1:1", nil, nil),
      (whole + "    card-anchor: /c\n", "c:6:5", "card-anchor", "card-anchors"),
      (whole + "    portl: x\n", "c:6:5", "portl", "portal"), (whole + "    colour: x\n", "c:6:5", "colour", nil),
      (whole + "    practice: maybe\n", "c:6:15", "profiles.a.practice", nil),
      (whole + "    clock-offset: soon\n", "c:6:19", "profiles.a.clock-offset", nil),
      (whole + "    proxy:\n", "c:6:5", "proxy", nil), (whole + "    proxy: [x]\n", "c:6:5", "proxy", nil),
      (whole + "  b: text\n", "c:6:6", "b", nil),
      (
        "profiles:\n  a:\n    portal: http://x.test\n    anchors: /a\n    card-anchors: /b\n", "c:3:13",
        "profiles.a.portal", nil
      ),
      ("profiles:\n  a:\n    portal: https://x.test\n    anchors: /a\n", "c:3:5", "profiles.a.card-anchors", nil),
      ("face: [\n", "c:2:1", nil, nil),
    ] as [(String, String, String?, String?)])
  func aMistakeHasItsPlaceAndAWayOut(_ text: String, _ place: String, _ key: String?, _ suggestion: String?) throws {
    let problem = try #require(throws: Problem.self) { try Configuration.read(Array(text.utf8), file: "c") }
    #expect(problem.code == .configurationInvalid)
    #expect(problem.facts["place"]?.text == place)
    #expect(problem.facts["key"]?.text == key)
    #expect(problem.facts["suggestion"]?.text == suggestion)
  }

  @Test func aFileOrAProfileThatIsNotThereIsNoMistakeInAFile() throws {
    let missing = try #require(throws: Problem.self) { try Configuration.read("/nowhere/c.yaml", mustExist: true) }
    #expect(missing.code == .configurationInvalid && missing.facts["missing"] == "/nowhere/c.yaml")
    let unreadable = try #require(throws: Problem.self) { try Configuration.read("/proc", mustExist: true) }
    #expect(unreadable.facts["unreadable"] == "/proc")
    let configuration = try Configuration.read(Array(Self.whole.utf8), file: "c")
    let none = configuration.hasNoProfile(named: "sandbx")
    #expect(none.facts["profiles"] == .list(["a", "sandbox"]))
    #expect(none.facts["profile"] == "sandbx" && none.facts["suggestion"] == "sandbox")
  }

  /// What the sandbox said before it ended, word for word; a cure that trying again is not is not offered.
  @Test(
    arguments: [
      (
        #"{"schema":1,"problem":{"code":"x","title":"cannot use /a","reason":"directory"}}"#, "directory",
        "cannot use /a"
      ),
      (#"{"problem":{"title":"no","reason":"elsewhere"}}"#, "other", "no"), ("", "other", nil), ("{", "other", nil),
    ] as [(String, String, String?)])
  func whatTheSandboxSaysIsPassedOn(_ said: String, _ reason: String, _ detail: String?) {
    let problem = SandboxStarter.ended(Array(said.utf8))
    #expect(problem.code == .sandboxUnavailable)
    #expect(problem.facts["reason"]?.text == reason && problem.facts["detail"]?.text == detail)
    #expect(problem.remedy == (reason == "other" ? .tryAgain : Problem.Remedy.none))
  }

  @Test func aProfileIsReadAsItStands() throws {
    let text = Self.whole + "    practice: true\n    card-socket: /s\n    clock-offset: -5\n    sign-anchors: /c\n"
    let profile = try #require(try Configuration.read(Array(text.utf8), file: "c").profile(named: "a"))
    #expect(profile.portal == "https://x.test" && profile.issuer == profile.portal && profile.isPractice)
    #expect(profile.cardSocket == "/s" && profile.clockOffset == -5 && profile.signAnchors == "/c")
    #expect(try Configuration.read(Array(text.utf8), file: "c").profile(named: "b") == nil)
  }

  /// A portal that is no practice has neither a card of the sandbox nor a clock of its own.
  @Test func whatIsForPracticeCountsOnlyThere() throws {
    let text = Self.whole + "    card-socket: /s\n    clock-offset: 5\n"
    let profile = try #require(try Configuration.read(Array(text.utf8), file: "c").profile(named: "a"))
    #expect(profile.cardSocket == nil && profile.clockOffset == 0 && !profile.isPractice)
  }
}
