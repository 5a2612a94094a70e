import Domain
import Screens
import TestKit
import Testing

@testable import Journeys

/// A screen without a call says the answers of the form that opens it in words.
@Suite struct SentAnswersTests {
  private static let files = [
    "screens/start.yaml":
      "screen: start\ntitle: start.title\nroot: true\nblocks:\n  - choices:\n      - {text: start.move, opens: move}\n",
    "screens/forms/move.yaml": """
    form: move
    title: move.title
    send: move.send
    opens: moved
    questions:
      - date: day
        label: move.title
      - one-of: kind
        label: move.title
        options: {school: move.school, work: move.work}
      - many-of: things
        label: move.title
        options: {dog: move.dog, car: move.car}
        optional: true
      - number: count
        label: move.title
      - yes-no: abroad
        label: move.title

    """,
    "screens/moved.yaml": """
    screen: moved
    title: moved.title
    with: {day: param.day, kind: param.kind, things: param.things, count: param.count, abroad: param.abroad}
    blocks:
      - paragraph: moved.text
      - fact: moved.title
        value: param.kind

    """,
    "content/ja/move.md":
      "## move.title\n引っ越し\n\n## move.send\n進む\n\n## move.school\n学校\n\n## move.work\n仕事\n\n## move.dog\n犬\n\n## move.car\n車\n",
    "content/ja/moved.md":
      "## moved.title\n答え\n\n## moved.text\n{param.day}、{param.day:day}\n\n{param.kind}\n\n{param.things}\n\n{param.count}\n\n{param.abroad}\n",
    "content/ja/values.md": "## value.bool.true\nはい\n\n## value.bool.false\nいいえ\n",
  ]

  private func library() throws -> (ScratchDirectory, ScreenLibrary) {
    let directory = try ScratchDirectory()
    for (name, text) in Self.files { try directory.write(name, text) }
    let library = ScreenLibrary(
      screens: directory.path + "/screens", content: directory.path + "/content", locale: .ja, calls: [])
    return (directory, library)
  }

  private func lines(_ page: Page, _ library: ScreenLibrary) -> [String] {
    page.read(SpokenWords(library)).lines.map(\.text)
  }

  @Test func answersAreSaidInWordsAndStayWhatTheyAre() throws {
    let (directory, screens) = try library()
    defer { withExtendedLifetime(directory) {} }
    var state = AppState(practice: true, version: "1", today: CalendarDate(2026, 11, 20)!)
    func choose(_ action: Page.Action) { _ = state.update(.chose("x", action), screens) }
    choose(.open(screen: "move", parameters: .object(Fields())))
    _ = state.update(.typed("field.day", "R8.11.20"), screens)
    choose(.answer("school"))
    for option in ["dog", "car"] { choose(.toggle(option)) }
    choose(.verb("next"))
    _ = state.update(.typed("field.count", "1200"), screens)
    choose(.answer("no"))
    choose(.verb("send"))
    #expect(
      lines(state.page(screens), screens)
        == ["2026年11月20日（金）、2026年11月20日", "学校", "犬、車", "1,200", "いいえ", "答え: 学校"])
    guard case .browse(let opened)? = state.tasks.last else { return #expect(Bool(false), "it was not opened") }
    #expect(opened.parameters["day"] == "2026-11-20" && opened.parameters["kind"] == "school")
  }

  /// The gallery shows it in the same words, and none where nothing was answered.
  @Test func theGallerySaysTheSame() throws {
    let (directory, screens) = try library()
    try directory.write(
      "screens/states/moved.some.json",
      "{\"parameters\": {\"day\": \"2026-11-20\", \"kind\": \"work\", \"things\": [], \"abroad\": true}}")
    let page = try ScreenGallery.page("moved", state: "some", directory.path, screens)
    #expect(lines(page, screens) == ["2026年11月20日（金）、2026年11月20日", "仕事", "はい", "答え: 仕事"])
    try directory.write("screens/states/moved.bad.json", "{\"parameters\": {\"kind\": \"shcool\"}}")
    let place = "screens/states/moved.bad.json:1:17: 'parameters.kind' is not what 'moved' is told: school, work"
    #expect(throws: Problem(.screenBroken, facts: [("place", .text(place))])) {
      try ScreenGallery.page("moved", state: "bad", directory.path, screens)
    }
  }
}
