import Domain
import Glibc
import Reading
import Synchronization

@testable import Journeys
@testable import Operations
@testable import Screens
@testable import mynafront

extension FuzzReader {
  /// Files that people write, and JSON.
  static let documents = [
    FuzzReader("json", "what is read is written and read again as the same value, and the writing is safe to print") {
      input in
      guard let value = try? JSONReader.read(input.bytes) else { return nil }
      let depth = depth(value)
      return first(
        broken(depth > JSONReader.defaultMaximumDepth, "\(depth) levels were read"),
        writing(of: value, .compact), writing(of: value, .indented))
    },
    FuzzReader("yaml", "a document has a place in the file for every node, and so has a mistake") { input in
      let bytes = input.bytes
      let lines =
        bytes.count { $0 == 0x0A } + bytes.count { $0 == 0x0D }
        + input.text.unicodeScalars.count {
          $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}"
        } + 2
      do throws(ReadingError) {
        return misplaced(try YAMLNode.read(bytes), lines: lines, depth: YAMLNode.maximumDepth)
      } catch {
        return broken(!isPlace(error.mark, lines), "the mistake is at \(error.mark)")
      }
    },
    FuzzReader("words", "every text has its key once, and its place in the file") { input in
      do throws(ReadingError) {
        let file = try WordsFile.read(input.bytes)
        let keys = file.entries.map { Array($0.key.utf8) }
        for paragraph in file.entries.flatMap(\.paragraphs) { _ = Template(paragraph.text) }
        return first(
          broken(Set(keys).count != keys.count, "a key stands twice"),
          file.entries.lazy.flatMap(\.paragraphs).compactMap {
            broken($0.mark.line < 1 || $0.mark.column < 1, "no place")
          }.first)
      } catch {
        return broken(error.mark.line < 1 || error.mark.column < 1, "the mistake is at \(error.mark)")
      }
    },
    FuzzReader("screen", "a screen that is refused says where, in words that can be printed") { input in
      do throws(ScreenErrors) {
        _ = try ScreenReader.read(input.bytes, file: "screens/fuzz.yaml")
        return nil
      } catch {
        return first(
          broken(error.findings.isEmpty, "refused without a finding"),
          error.findings.lazy.compactMap { unsafe(TerminalSafe(line: $0.description).text) }.first)
      }
    },
    FuzzReader("form", "a form that is refused says where, and any answers lead to its end or to a sentence") { input in
      var input = input
      let file = input.take(upTo: 0)
      do throws(ScreenErrors) {
        let form = try FormReader.read(file, file: "screens/forms/fuzz.yaml")
        var answers = Answers()
        // Each step answers one question or stops; a path that never ends would be a circle.
        for _ in 0..<(form.questions.count + 1) {
          guard let question = form.firstOpen(answers) else { return nil }
          let typed = String(decoding: input.take(upTo: 0x0A), as: UTF8.self)
          let today = CalendarDate(2026, 11, 20)!
          guard let answer = try? question.read(typed, today: today) else { return nil }
          if let text = answer.text, (try? question.read(again: text, today: today)) != answer {
            return "an answer that is given again is another one"
          }
          answers[question.name] = answer
        }
        return form.firstOpen(answers) == nil ? nil : "a question is asked again"
      } catch {
        return first(
          broken(error.findings.isEmpty, "refused without a finding"),
          error.findings.lazy.compactMap { unsafe(TerminalSafe(line: $0.description).text) }.first)
      }
    },
    FuzzReader("language", "a language that is refused says where, in words that can be printed") { input in
      var reader = ShapeReader(file: "content/fuzz/language.yaml")
      let language = Locale.read(input.bytes, "fuzz", &reader)
      return first(
        broken(language == nil && reader.findings.isEmpty, "refused without a finding"),
        reader.findings.lazy.compactMap { unsafe(TerminalSafe(line: $0.description).text) }.first)
    },
    FuzzReader("draft", "answers that are gone on with are kept as they are, and lead to a question or to the end") {
      input in
      var input = input
      let file = input.take(upTo: 0)
      guard let form = try? FormReader.read(file, file: "screens/forms/fuzz.yaml"),
        let draft = try? JSONReader.read(input.bytes)
      else { return nil }
      func resumed(_ draft: Value) -> FillIn {
        var task = FillIn(form, visit: 1)
        task.offer(draft)
        _ = task.resume(form, today: CalendarDate(2026, 11, 20)!)
        return task
      }
      let task = resumed(draft)
      guard case .object(var kept)? = task.draft else { return nil }
      kept["keptAt"] = draft["keptAt"]
      return first(
        broken(resumed(.object(kept)).draft != task.draft, "kept otherwise"),
        broken(task.step == .check && form.firstOpen(task.answers) != nil, "a question is left out"))
    },
    FuzzReader("screen-check", "what the check of screens and texts finds nothing wrong with can be shown") { input in
      var input = input
      let screen = input.take(upTo: 0)
      let words = input.bytes
      guard let folder = Folder.forScreens, folder.put(screen, "screens/fuzz.yaml") else { return nil }
      for locale in Locale.complete { _ = folder.put(words, "content/\(locale.name)/fuzz.md") }
      let findings = ScreenCheck.findings(
        screens: folder.path + "/screens", content: folder.path + "/content", calls: [], schemas: [], wordsOfProgram: []
      )
      // What the program itself needs is not there.
      guard !findings.contains(where: { $0.file.contains("fuzz") }) else {
        return findings.lazy.compactMap { unsafe(TerminalSafe(line: $0.description).text) }.first
      }
      let library = ScreenLibrary(
        screens: folder.path + "/screens", content: folder.path + "/content", locale: .ja, calls: [])
      guard let page = try? library.page("fuzz", Scope()) else { return "nothing was found, but it cannot be shown" }
      return broken(
        page.paint(in: Size(rows: 24, columns: 80), Viewport(), FrameWords(library)).rows.isEmpty, "nothing is seen")
    },
    FuzzReader("configuration", "a configuration is used or refused with its place, and so is each profile in it") {
      input in
      guard let folder = Folder.forFiles, folder.put(input.bytes, "config.yaml") else { return nil }
      let file = folder.path + "/config.yaml"
      do throws(Problem) {
        let configuration = try Configuration.read(file, mustExist: true)
        _ = configuration.hasProfiles
        for name in ["default", "practice", "a", ""] {
          if let profile = try configuration.profile(named: name), !profile.portal.hasPrefix("https://") {
            return "a portal without TLS"
          }
        }
        return nil
      } catch {
        return broken(
          error.code != .configurationInvalid || error.facts["place"]?.text == nil, "refused without a place")
      }
    },
    FuzzReader("session-file", "a kept session is read whole or not at all") { input in
      guard let session = SessionVault.session(input.bytes, issuer: "https://127.0.0.1") else { return nil }
      return broken(session.token.reveal().isEmpty, "a session without a token")
    },
  ]

  private static func writing(of value: Value, _ layout: JSONWriter.Layout) -> String? {
    let text = JSONWriter.write(value, layout: layout)
    return first(
      broken((try? JSONReader.read(Array(text.utf8))) != value, "it is not read again as the same value"),
      unsafe(text, besides: layout == .indented ? ["\n"] : []))
  }

  private static func depth(_ value: Value) -> Int {
    switch value {
    case .list(let items): 1 + (items.map(depth).max() ?? 0)
    case .object(let fields): 1 + (fields.all.map { depth($0.value) }.max() ?? 0)
    default: 0
    }
  }

  private static func isPlace(_ mark: Mark, _ lines: Int) -> Bool {
    (1...lines).contains(mark.line) && mark.column >= 1
  }

  private static func misplaced(_ node: YAMLNode, lines: Int, depth: Int) -> String? {
    if depth == 0 { return "it is nested too deeply" }
    if !isPlace(node.mark, lines) { return "a node is at \(node.mark) of \(lines) lines" }
    switch node {
    case .scalar: return nil
    case .sequence(let nodes, _):
      return nodes.lazy.compactMap { misplaced($0, lines: lines, depth: depth - 1) }.first
    case .mapping(let pairs, _):
      return pairs.lazy.compactMap { misplaced($0.value, lines: lines, depth: depth - 1) }.first
    }
  }
}

/// A directory in memory for readers that take the name of a file. Nil where it cannot be made.
struct Folder: Sendable {
  let path: String
  static let forFiles = Folder([])
  static let forScreens = Folder(["screens", "content", "content/ja", "content/easy", "content/en"])

  private init?(_ folders: [String]) {
    var name = Array("/dev/shm/mynafront-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { return nil }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for folder in folders { mkdir(path + "/" + folder, 0o700) }
    Self.made.withLock { $0.append(path) }
    atexit { Folder.removeAll() }
  }

  private static let made = Mutex<[String]>([])

  private static func removeAll() {
    for path in made.withLock({ $0 }) {
      for name in ["config.yaml", "screens/fuzz.yaml"] { unlink(path + "/" + name) }
      for locale in Locale.complete { unlink("\(path)/content/\(locale.name)/fuzz.md") }
      for folder in ["screens", "content/ja", "content/easy", "content/en", "content", ""] {
        rmdir(path + "/" + folder)
      }
    }
  }

  func put(_ bytes: [UInt8], _ name: String) -> Bool {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bytes.isEmpty || Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }
}
