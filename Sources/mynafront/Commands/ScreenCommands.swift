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
    let showing = try ScreenShowing(invocation)
    guard invocation.has("watch") else {
      let pages = try showing.pages(invocation.setup.textsOfShowing())
      let value = Value.fields(
        ("items", .list(pages.map(\.value))), ("next", .null), ("total", .integer(pages.count)),
        ("problems", .list([])))
      return Answer(value, .words(showing.lines(pages)))
    }
    // One document cannot be written again and again.
    if let form = ["json", "jq"].first(where: invocation.has) {
      throw .misuse(key: "cli.not-together", places: ["name": "--watch", "other": "--" + form])
    }
    return try await watch(showing, invocation.setup)
  }

  /// Watches every folder that has a file which the check reads: a descriptor for `cs_watch_wait`.
  static func folderWatch(in root: String) -> Int32? {
    let folders =
      ["/screens", "/screens/forms", "/screens/states", "/content"].map { root + $0 }
      + Locale.all(in: root + "/content").map { root + "/content/" + $0.name }
    let watch = folders.withCStrings { cs_watch($0, Int32($0.count)) }
    return watch < 0 ? nil : watch
  }

  /// Shows it again whenever a file of screens or words was saved, with what is wrong in it, until it is ended.
  private static func watch(_ showing: ScreenShowing, _ setup: Setup) async throws(Failure) -> Answer {
    let root = setup.resources
    guard let watch = folderWatch(in: root) else { throw .because(.internalFault) }
    while true {
      // Read anew each time: a library keeps what it has read.
      var lines: [TerminalSafe]
      do throws(Failure) {
        lines = showing.lines(try showing.pages(setup.textsOfShowing()))
      } catch {
        guard case .problem(let problem) = error else { throw error }
        lines = [problem.sentence(in: setup.texts([]))]
      }
      lines += findings(in: root).map { TerminalSafe(line: $0.description) }
      if let failure = StandardStreams.put(TerminalSafe(ended: lines)) { return Answer([:], .nothing, exit: failure) }
      await PromptThread.shared.run { cs_watch_wait(watch) }
    }
  }
}

extension Setup {
  /// The usual keys, so that everybody is shown the same; readings where they are wanted.
  fileprivate func textsOfShowing() -> ScreenLibrary { texts(Calls.descriptions, showsReadings: isOn(.readings)) }
}

extension [String] {
  /// The texts as C strings, for as long as the call takes.
  fileprivate func withCStrings<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
    let copies = map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) })
  }
}
