import CSystem
import Domain
import Operations
import Screens
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// What can be seen on this machine without any connection.
struct MachineChecks {
  let setup: Setup
  let texts: ScreenLibrary

  func all() -> [Examined] {
    [locale, terminal, face, words, configuration]
      // Where there is none, that was said with the file.
      + (Places.configuration.map {
        [directory("directory.configuration", Places.directory(of: $0), "", readOnly: .configurationReadOnly)]
      } ?? [])
      + [
        directory("directory.state", Places.own.state, "$XDG_STATE_HOME, $HOME"),
        directory(
          "directory.run", Places.own.run,
          "$XDG_RUNTIME_DIR, $XDG_STATE_HOME, $HOME"),
        library("curl", "libcurl.so.4", "libcurl4", missing: .networkLibraryMissing),
        library("pcsclite", "libpcsclite.so.1", "libpcsclite1", missing: .libraryMissing),
        library("jq", "libjq.so.1", "libjq1", missing: .libraryMissing),
      ]
  }

  /// A locale that is not UTF-8 was refused before anything else.
  private var locale: Examined {
    guard let (name, value) = Setup.messagesVariable else { return Examined("locale", .localeUnset) }
    return Examined("locale", .locale, ["name": name, "value": value])
  }

  /// Least and recommended size of the full screen (columns, rows).
  private static let least = (columns: 20, rows: 5)
  private static let comfortable = (columns: 80, rows: 24)

  private var terminal: Examined {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, cs_terminal_size(STDOUT_FILENO, &rows, &columns) else {
      return Examined("terminal", .noTerminal)
    }
    let places = [
      "term": Places.environment("TERM") ?? "", "columns": String(columns), "rows": String(rows),
    ]
    if !FullScreen.canShow(on: Places.environment("TERM")) { return Examined("terminal", .terminalUnknown, places) }
    let isSmall = columns < Self.comfortable.columns || rows < Self.comfortable.rows
    return Examined("terminal", isSmall ? .terminalSmall : .terminal, places)
  }

  private var face: Examined {
    switch setup.face(canShow: { FullScreen.canShow(on: $0) }) {
    case .fullScreen: Examined("face", .fullScreen)
    case .linear(let means, let name):
      Examined("face", .linear, ["means": texts.text(means, ["name": name]).text])
    }
  }

  private var words: Examined {
    let root = setup.resources
    let findings = ScreenCheck.findings(
      screens: root + "/screens", content: root + "/content", calls: Calls.descriptions,
      schemas: [CardStatus.schema], wordsOfProgram: ProgramTexts.keys)
    let places = ["place": root, "count": String(findings.count)]
    return Examined("texts", findings.isEmpty ? .texts : .textsWrong, places)
  }

  private var configuration: Examined {
    if let problem = setup.configurationProblem {
      return Examined("configuration", .configurationWrong, ["place": problem.facts["place"]?.text ?? ""])
    }
    do throws(Problem) { _ = try KeysFile.bindings() } catch {
      return Examined("configuration", .configurationWrong, ["place": error.facts["place"]?.text ?? ""])
    }
    guard let file = setup.options["config"] ?? Places.configuration else {
      return Examined("configuration", .configurationNowhere)
    }
    return Examined("configuration", Files.exists(file) ? .configuration : .configurationNone, ["file": file])
  }

  /// Less than this is too little for a log-in, an answer and the practice system.
  private static let leastFreeBytes = 10 << 20

  private func directory(
    _ id: String, _ path: String?, _ variables: String, readOnly: Sight = .directoryReadOnly
  ) -> Examined {
    guard let path else { return Examined(id, .directoryNowhere, ["variables": variables]) }
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      let parent = Self.nearestExisting(path)
      let canBeMade = Files.isDirectory(parent) && access(parent, W_OK | X_OK) == 0
      return Examined(id, canBeMade ? .directoryFuture : readOnly, ["path": path])
    }
    let places = ["path": path]
    if facts.st_mode & S_IFMT != S_IFDIR || facts.st_uid != geteuid() { return Examined(id, .directoryForeign, places) }
    if access(path, R_OK | W_OK | X_OK) != 0 { return Examined(id, readOnly, places) }
    if facts.st_mode & 0o077 != 0 { return Examined(id, .directoryOpen, places) }
    var space = statvfs()
    if statvfs(path, &space) == 0, Int(space.f_bavail) * Int(space.f_frsize) < Self.leastFreeBytes {
      return Examined(id, .directoryFull, places)
    }
    return Examined(id, .directory, places)
  }

  private static func nearestExisting(_ path: String) -> String {
    var path = path
    while path.count > 1, !Files.exists(path) {
      let parent = Places.directory(of: path)
      path = parent.isEmpty ? "/" : parent
    }
    return path
  }

  /// Opens a library as it would be opened when it is needed.
  private func library(_ name: String, _ file: String, _ package: String, missing: Sight) -> Examined {
    var path = [UInt8](repeating: 0, count: 4096)
    let found = path.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cs_library(file, $0.baseAddress, $0.count) }
    }
    let id = "library." + name
    guard found else { return Examined(id, missing, ["name": file, "package": package]) }
    let place = String(decoding: path.prefix { $0 != 0 }, as: UTF8.self)
    return Examined(id, .library, ["name": file, "file": WholeFile.resolved(place)])
  }
}
