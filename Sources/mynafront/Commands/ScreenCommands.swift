import Domain
import Operations
import Reading
import Screens

/// `screens …`: for people who write screens and texts. No network.
enum ScreenCommands {
  static func list(_ invocation: Invocation) async throws(Failure) -> Answer {
    let items = ScreenGallery.names(invocation.setup.resources).map { name -> Value in
      .fields(
        ("name", .text(name)),
        ("states", .list(ScreenGallery.states(of: name, invocation.setup.resources).map(Value.text))))
    }
    return Answer(
      .fields(
        ("items", .list(items)), ("next", .null), ("total", .integer(items.count)), ("problems", .list([]))),
      .list(
        path: "items", columns: ["name", "states"],
        item: .object([Field("name", .text), Field("states", .list(.text))])))
  }

  static func check(_ invocation: Invocation) async throws(Failure) -> Answer {
    let root = invocation.arguments.first ?? invocation.setup.resources
    let findings =
      (ScreenCheck.findings(
        screens: root + "/screens", content: root + "/content", calls: Calls.descriptions,
        schemas: [CardStatus.schema],
        wordsOfProgram: ProgramTexts.keys) + StyleCheck.findings(content: root + "/content")).sorted()
    let value = Value.fields(
      (
        "items",
        .list(
          findings.map {
            .fields(
              ("file", .text($0.file)), ("line", .integer($0.mark.line)), ("column", .integer($0.mark.column)),
              ("sentence", .text($0.sentence)))
          })
      ), ("next", .null), ("total", .integer(findings.count)), ("problems", .list([])))
    return Answer(
      value, .words(findings.map { TerminalSafe(line: $0.description) }),
      remarks: [
        findings.isEmpty
          ? invocation.text("cli.no-findings") : invocation.text("cli.findings", ["count": String(findings.count)])
      ],
      exit: findings.isEmpty ? .done : .inputInvalid)
  }

  static func show(_ invocation: Invocation) async throws(Failure) -> Answer {
    let size = try size(invocation["size"] ?? "80x24")
    let resources = invocation.setup.resources
    let names = invocation.has("all") ? ScreenGallery.names(resources) : Array(invocation.arguments.prefix(1))
    guard !names.isEmpty else { throw .misuse(key: "cli.missing-argument", places: ["name": "NAME"]) }
    var lines: [TerminalSafe] = []
    for name in names {
      let known = ScreenGallery.names(resources)
      guard known.contains(name) else { throw unknown(name, known) }
      if let state = invocation["state"] {
        let states = ScreenGallery.states(of: name, resources)
        guard states.contains(state) else { throw unknown(state, states) }
      }
      let states = invocation["state"].map { [$0] } ?? ScreenGallery.states(of: name, resources)
      for state in states.isEmpty ? [""] : states {
        let page: Page
        do throws(Problem) {
          page = try ScreenGallery.page(name, state: state, resources, invocation.texts)
        } catch { throw .problem(error) }
        if names.count > 1 || states.count > 1 { lines.append(TerminalSafe(line: "\(name) \(state)")) }
        lines += invocation.has("linear") ? spoken(page, invocation.texts) : painted(page, size, invocation.texts)
        lines.append(TerminalSafe(line: ""))
      }
    }
    return Answer([:], .words(lines))
  }

  private static func unknown(_ word: String, _ known: [String]) -> Failure {
    var places = ["word": word]
    places["suggestion"] = Nearest.word(to: word, among: known)
    return .misuse(key: "cli.unknown-screen", places: places)
  }

  private static func size(_ text: String) throws(Failure) -> Size {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, (8...300).contains(parts[1]), (30...500).contains(parts[0]) else {
      throw .badValue(text, of: "--size", allowed: ["80x24"])
    }
    return Size(rows: parts[1], columns: parts[0])
  }

  private static func painted(_ page: Page, _ size: Size, _ texts: ScreenLibrary) -> [TerminalSafe] {
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: size))
    return page.paint(in: size, viewport, FrameWords(texts)).text.split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { TerminalSafe(line: String($0)) }
  }

  private static func spoken(_ page: Page, _ texts: ScreenLibrary) -> [TerminalSafe] {
    let script = page.read(SpokenWords(texts))
    return [TerminalSafe(line: script.heading)] + script.lines.map { TerminalSafe(line: $0.text) }
  }
}
