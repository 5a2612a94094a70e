public import Domain
internal import Reading
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Screens and texts, read from `screens/` and `content/` when they are first needed and kept for the run.
public final class ScreenLibrary: Sendable {
  public let locale: Locale
  /// Which key does what in the full screen, for the face and for the texts that speak of keys.
  public let keys: KeyBindings
  /// Names are shown with their readings, where the data has them.
  public let showsReadings: Bool
  private let screensDirectory: String
  private let contentDirectory: String
  private let calls: [CallName: CallDescription]
  private struct Loaded {
    var screens: [String: Result<ScreenFile, ScreenErrors>] = [:]
    /// Nil for a name that is no form's.
    var forms: [String: Result<Form?, ScreenErrors>] = [:]
    /// By locale and file.
    var words: [String: Words] = [:]
    var manual: ManualSections?
  }
  private struct Words {
    let index: WordsIndex
    /// Those that were asked for; nil for a key that is not there.
    var texts: [String: [Template]?] = [:]
  }
  private let loaded = Mutex(Loaded())

  /// - Parameters:
  ///   - screens: the directory of `*.yaml`.
  ///   - content: the directory that has one directory of `*.md` a locale.
  ///   - calls: what the calls give, for the words of dates, times and states.
  public init(
    screens: String, content: String, locale: Locale, calls: [CallDescription], keys: KeyBindings = .usual,
    showsReadings: Bool = false
  ) {
    self.showsReadings = showsReadings
    self.keys = keys
    screensDirectory = screens
    contentDirectory = content
    self.locale = locale
    self.calls = Dictionary(calls.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The manual in the language that is nearest.
  var manual: ManualSections {
    if let known = loaded.withLock({ $0.manual }) { return known }
    let manual = ManualSections(
      file: contentDirectory + "/../docs/manual/" + (locale.isJapanese ? "manual.ja.md" : "manual.md"))
    loaded.withLock { $0.manual = manual }
    return manual
  }

  public func description(of call: CallName) -> CallDescription? { calls[call] }

  /// The structure of a screen.
  /// - Throws: every finding of the file.
  public func screen(_ name: String) throws(ScreenErrors) -> ScreenFile {
    if let known = loaded.withLock({ $0.screens[name] }) { return try known.get() }
    let file = "screens/\(name).yaml"
    var result: Result<ScreenFile, ScreenErrors>
    if let bytes = readWholeFile("\(screensDirectory)/\(name).yaml") {
      do {
        result = .success(try ScreenReader.read(bytes, file: file))
      } catch {
        result = .failure(error)
      }
    } else {
      result = .failure(ScreenErrors([Finding(file, Mark(line: 1, column: 1), "there is no such screen")]))
      // A form of this name that is broken was meant: a screen that never was is not what must be mended.
      do { _ = try form(name) } catch { result = .failure(error) }
    }
    loaded.withLock { $0.screens[name] = result }
    return try result.get()
  }

  /// The form of a name; nil when it is the name of a screen.
  /// - Throws: every finding of the file.
  public func form(_ name: String) throws(ScreenErrors) -> Form? {
    if let known = loaded.withLock({ $0.forms[name] }) { return try known.get() }
    var result: Result<Form?, ScreenErrors> = .success(nil)
    if let bytes = readWholeFile("\(screensDirectory)/forms/\(name).yaml") {
      do {
        result = .success(try FormReader.read(bytes, file: "screens/forms/\(name).yaml"))
      } catch {
        result = .failure(error)
      }
    }
    loaded.withLock { $0.forms[name] = result }
    return try result.get()
  }

  /// The paragraphs of a text; nil when no file has the key.
  public func templates(_ key: String) -> [Template]? {
    templates(key, in: locale) ?? (locale == .ja ? nil : templates(key, in: .ja))
  }

  private func templates(_ key: String, in locale: Locale) -> [Template]? {
    let stem = WordsLocation.file(of: key)
    let cacheKey = "\(locale.name)/\(stem)"
    return loaded.withLock { loaded in
      var words =
        loaded.words[cacheKey]
        ?? Words(index: WordsIndex(readWholeFile("\(contentDirectory)/\(cacheKey).md") ?? []))
      if let known = words.texts[key] { return known }
      let text = words.index.entry(key)?.paragraphs.compactMap { paragraph in
        Template(paragraph.text, kind: Template.Kind(paragraph.kind), line: paragraph.mark.line)
      }
      words.texts[key] = .some(text)
      loaded.words[cacheKey] = words
      return text
    }
  }

  /// The text of a key in one line with its places filled. A missing text shows its key, so that nothing is silently empty.
  public func text(_ key: String, _ places: [String: String] = [:]) -> TerminalSafe {
    guard let templates = templates(key) else { return TerminalSafe(line: key) }
    return TerminalSafe(
      line: templates.compactMap { $0.filled { places[$0] ?? word(forPlace: $0, in: key) } }.joinedAsSentences)
  }

  /// What a place says that every text may have: a key. A hint for a key that there is not is left out; a sentence is not.
  private func word(forPlace place: String, in key: String) -> String? {
    guard KeyPlace(place) != nil else { return nil }
    return mark(ofKeyFor: place) ?? (key.hasPrefix("voice.hint.") ? nil : text("key.none").text)
  }

  /// A name with its reading in brackets, where readings are wanted and there is one.
  public func name(_ name: String, reading: String?) -> String {
    guard showsReadings, let reading, !reading.isEmpty else { return name }
    return locale.isJapanese ? "\(name)（\(reading)）" : "\(name) (\(reading))"
  }

  /// The text of a key in every language, for looking for words.
  func textInEveryLanguage(_ key: String) -> String { textsInEveryLanguage(key).joined(separator: " ") }

  private func textsInEveryLanguage(_ key: String) -> [String] {
    let languages = Locale.complete + (Locale.complete.contains(locale) ? [] : [locale])
    return languages.compactMap { templates(key, in: $0)?.compactMap { $0.filled { _ in nil } }.joined(separator: " ") }
  }

  /// What a choice may be called by whoever looks for it: its name in every language, and other words for it.
  func names(ofChoice key: String) -> [String] {
    textsInEveryLanguage(key)
      + textsInEveryLanguage(ScreenFile.otherWords(for: key)).flatMap {
        $0.split { $0 == " " || $0 == "、" || $0 == "," }.map(String.init)
      }
  }

  /// What parts one thing from the next within a line.
  var separator: String { locale.isJapanese ? "、" : ", " }

  /// Things in one line; after a full stop nothing else is needed to part them.
  func joined(_ parts: [String]) -> String {
    parts.reduce(into: "") { line, part in
      if !line.isEmpty { line += line.hasSuffix("。") ? "" : line.hasSuffix(".") ? " " : separator }
      line += part
    }
  }

  /// The words of a closed list (`value.application.state.review`), or nil.
  public func word(_ key: String) -> String? {
    templates(key).map { $0.compactMap { $0.filled { word(forPlace: $0, in: key) } }.joinedAsSentences }
  }
}

/// Which file of a locale has a text: the first word of its key, in the plural where the file is a collection.
enum WordsLocation {
  static func file(of key: String) -> String {
    let first = key.prefix { $0 != "." }
    switch first {
    case "problem": return "problems"
    case "value": return "values"
    case "key": return "keys"
    default: return String(first)
    }
  }
}

extension Template.Kind {
  init(_ kind: WordsFile.Paragraph.Kind) {
    switch kind {
    case .plain: self = .plain
    case .bullet: self = .bullet
    case .numbered(let number): self = .numbered(number)
    }
  }
}

/// The bytes of a regular file; nil when it cannot be read. A pipe or a device is not waited for, and what is longer than 4 MiB is cut:
/// the readers of screens and texts take less, and say that it is too large.
func readWholeFile(_ path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var facts = stat()
  guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < 4 << 20 {
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0 { return nil }
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
  return bytes
}
