import Domain
import Screens
import Terminal

/// What `screens show` was asked to show, and how: as the full screen paints it, or as the line-by-line view says it.
struct ScreenShowing: Sendable {
  private let size: Size
  private let names: [String]
  private let state: String?
  private let isLinear: Bool
  /// Lines are broken to this width; nil where they stay whole, as in a pipe.
  private let columns: Int?
  private let verbosity: Verbosity
  private let resources: String

  /// A screen in one of its states.
  struct Shown {
    let name: String
    let state: String
    let lines: [TerminalSafe]

    var value: Value {
      .fields(
        ("name", .text(name)), ("state", state.isEmpty ? .null : .text(state)),
        ("lines", .list(lines.map { .text($0.text) })))
    }
  }

  init(_ invocation: Invocation) throws(Failure) {
    size = try Self.size(invocation["size"] ?? "80x24")
    resources = invocation.setup.resources
    state = invocation["state"]
    isLinear = invocation.has("linear")
    columns = invocation.has("size") ? LineBreaking.spokenColumns(inWindowOf: size.columns) : nil
    verbosity = invocation.setup.linear.verbosity
    let known = ScreenGallery.names(resources)
    names = invocation.has("all") ? known : Array(invocation.arguments.prefix(1))
    guard !names.isEmpty else { throw .misuse(key: "cli.missing-argument", places: ["name": "NAME"]) }
    for name in names {
      guard known.contains(name) else { throw Self.unknown(name, known) }
      let states = ScreenGallery.states(of: name, resources)
      if let state, !states.contains(state) { throw .badValue(state, of: "--state", allowed: states) }
    }
  }

  func pages(_ texts: ScreenLibrary) throws(Failure) -> [Shown] {
    var pages: [Shown] = []
    for name in names {
      let states = state.map { [$0] } ?? ScreenGallery.states(of: name, resources)
      for state in states.isEmpty ? [""] : states {
        let page: Page
        do throws(Problem) {
          page = try ScreenGallery.page(name, state: state, resources, texts)
        } catch { throw .problem(error) }
        pages.append(
          Shown(name: name, state: state, lines: isLinear ? spoken(page, texts) : painted(page, texts)))
      }
    }
    return pages
  }

  /// One after the other; of several each has its name above it.
  func lines(_ pages: [Shown]) -> [TerminalSafe] {
    pages.flatMap { page in
      let isAlone = names.count == 1 && pages.count == 1
      return (isAlone ? [] : [TerminalSafe(line: "\(page.name) \(page.state)")]) + page.lines + [TerminalSafe(line: "")]
    }
  }

  private static func unknown(_ word: String, _ known: [String]) -> Failure {
    var places = ["word": word]
    places["suggestion"] = Nearest.word(to: word, among: known)
    return .misuse(key: "cli.unknown-screen", places: places)
  }

  /// Also one in which no page has room: then the face says so, and so does this.
  private static func size(_ text: String) throws(Failure) -> Size {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { part in
      part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) ?? 0 : 0
    }
    guard parts.count == 2, (1...500).contains(parts[0]), (1...300).contains(parts[1]) else {
      throw .badValue(text, of: "--size", allowed: ["1x1-500x300"])
    }
    return Size(rows: parts[1], columns: parts[0])
  }

  private func painted(_ page: Page, _ texts: ScreenLibrary) -> [TerminalSafe] {
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: size))
    return page.paint(in: size, viewport, FrameWords(texts)).text.split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { TerminalSafe(line: String($0)) }
  }

  private func spoken(_ page: Page, _ texts: ScreenLibrary) -> [TerminalSafe] {
    let script = page.read(SpokenWords(texts, verbosity: verbosity))
    // The face says an announcement on a line of its own, as soon as it is so.
    let lines =
      (page.announcement.map { [$0.text] } ?? []) + [script.heading] + script.lines.map(\.text)
      + [script.question(texts, short: verbosity == .brief)]
    return lines.flatMap { line in
      columns.map { LineBreaking.lines(line, columns: $0, atPhrases: true) } ?? [line]
    }.map { TerminalSafe(line: $0) }
  }
}
