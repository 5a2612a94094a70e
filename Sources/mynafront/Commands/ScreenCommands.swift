import CSystem
import Domain
import Operations
import Reading
import Screens

#if canImport(Glibc)
  import Glibc
#endif

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
    let findings = findings(in: root)
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
      ]
        + ScreenCheck.partOfTexts(content: root + "/content").map { part in
          invocation.text(
            "cli.part-of-texts",
            ["language": part.language, "count": SpokenValue.say(part.texts), "all": SpokenValue.say(part.all)])
        },
      exit: findings.isEmpty ? .done : .inputInvalid)
  }

  private static func findings(in root: String) -> [Finding] {
    (ScreenCheck.findings(
      screens: root + "/screens", content: root + "/content", calls: Calls.descriptions, schemas: [CardStatus.schema],
      wordsOfProgram: ProgramTexts.keys) + StyleCheck.findings(content: root + "/content")).sorted()
  }

  static func show(_ invocation: Invocation) async throws(Failure) -> Answer {
    let gallery = try Showing(invocation)
    guard invocation.has("watch") else { return Answer([:], .words(try gallery.lines(invocation.texts))) }
    return try await watch(gallery, invocation.setup)
  }

  /// Shows it again whenever a file of screens or words was saved, with what is wrong in it, until it is ended.
  private static func watch(_ gallery: Showing, _ setup: Setup) async throws(Failure) -> Answer {
    let root = setup.resources
    let folders =
      ["/screens", "/screens/forms", "/screens/states"].map { root + $0 }
      + Locale.all(in: root + "/content").map { root + "/content/" + $0.name }
    let watch = folders.withCStrings { cs_watch($0, Int32($0.count)) }
    guard watch >= 0 else { throw .because(.internalFault) }
    while true {
      // Read anew each time: a library keeps what it has read.
      var lines: [TerminalSafe]
      do throws(Failure) {
        lines = try gallery.lines(setup.texts(Calls.descriptions))
      } catch {
        guard case .problem(let problem) = error else { throw error }
        lines = [problem.sentence(in: setup.texts([]))]
      }
      lines += findings(in: root).map { TerminalSafe(line: $0.description) }
      if let failure = StandardStreams.put(TerminalSafe(ended: lines)) { return Answer([:], .nothing, exit: failure) }
      await PromptThread.shared.run { cs_watch_wait(watch) }
    }
  }

  /// What `screens show` was asked to show.
  private struct Showing: Sendable {
    let size: Size
    let names: [String]
    let state: String?
    let isLinear: Bool
    let resources: String

    init(_ invocation: Invocation) throws(Failure) {
      size = try ScreenCommands.size(invocation["size"] ?? "80x24")
      resources = invocation.setup.resources
      state = invocation["state"]
      isLinear = invocation.has("linear")
      let known = ScreenGallery.names(resources)
      names = invocation.has("all") ? known : Array(invocation.arguments.prefix(1))
      guard !names.isEmpty else { throw .misuse(key: "cli.missing-argument", places: ["name": "NAME"]) }
      for name in names {
        guard known.contains(name) else { throw ScreenCommands.unknown(name, known) }
        let states = ScreenGallery.states(of: name, resources)
        if let state, !states.contains(state) { throw .badValue(state, of: "--state", allowed: states) }
      }
    }

    func lines(_ texts: ScreenLibrary) throws(Failure) -> [TerminalSafe] {
      var lines: [TerminalSafe] = []
      for name in names {
        let states = state.map { [$0] } ?? ScreenGallery.states(of: name, resources)
        for state in states.isEmpty ? [""] : states {
          let page: Page
          do throws(Problem) {
            page = try ScreenGallery.page(name, state: state, resources, texts)
          } catch { throw .problem(error) }
          if names.count > 1 || states.count > 1 { lines.append(TerminalSafe(line: "\(name) \(state)")) }
          lines += isLinear ? spoken(page, texts) : painted(page, size, texts)
          lines.append(TerminalSafe(line: ""))
        }
      }
      return lines
    }
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
    // The face says it on a line of its own, as soon as it is so.
    return (page.announcement.map { [$0] } ?? [])
      + ([script.heading] + script.lines.map(\.text) + [script.question(texts)]).map { TerminalSafe(line: $0) }
  }
}

extension [String] {
  /// The texts as C strings, for as long as the call takes.
  fileprivate func withCStrings<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
    let copies = map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) })
  }
}
