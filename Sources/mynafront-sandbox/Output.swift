internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// Exit codes as in the public contract.
enum Exit {
  static let done: Int32 = 0
  static let failed: Int32 = 1
  static let usage: Int32 = 2
  static let notFound: Int32 = 5
  static let notPossibleNow: Int32 = 6
  static let inputInvalid: Int32 = 7
  static let notRunning: Int32 = 9
}

/// All that this program writes goes through here (checked by Scripts/check-printing): text that is safe for a terminal.
enum Output {
  /// What is closed stays closed: no socket or file may come in the place of standard output.
  static func keepPlaces() {
    var filled: Int32 = 0
    while filled >= 0, filled <= STDERR_FILENO { filled = open("/dev/null", O_RDONLY | O_CLOEXEC) }
    if filled > STDERR_FILENO { close(filled) }
  }

  /// One line or several to standard output. False when it is closed or full.
  static func show(_ text: TerminalSafe) -> Bool {
    if write(TerminalSafe(ended: [text]), to: STDOUT_FILENO) { return true }
    // A reader that went away knows that it did.
    if errno != EPIPE { error("standard output cannot be written: \(String(cString: strerror(errno)))") }
    return false
  }

  static func error(_ text: String) {
    _ = write(TerminalSafe(ended: [TerminalSafe(line: "mynafront-sandbox: " + text)]), to: STDERR_FILENO)
  }

  private static func write(_ text: TerminalSafe, to descriptor: Int32) -> Bool {
    var rest = Array(text.text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// `{"schema": 1, …}`.
  static func json(_ value: Value) -> TerminalSafe {
    var fields = Fields([("schema", 1)])
    for field in value.object?.all ?? [] { fields[field.name] = field.value }
    return TerminalSafe(json: .object(fields), layout: .indented)
  }

  /// The names in a running sandbox's answers as lines of "name  value".
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + TerminalSafe(line: value).text
    }.joined(separator: "\n")
  }

  static func status(_ value: Value) -> String {
    func text(_ name: String) -> String { value[name].map(plain) ?? "" }
    let faults =
      (value["faults"]?.list ?? []).map(Self.fault) + (value["cardFaults"]?.list ?? []).map(Self.cardFault)
    return "The sandbox is running. 練習用サーバーは動いています。\n"
      + table([
        ("Address", text("url")), ("State", text("state")), ("Configuration", text("config")), ("Process", text("pid")),
        ("Clock", text("now")), ("Card", value["persona"]?.text.map { "\($0) \(text("personaName"))" } ?? "none（なし）"),
        ("World", "\(text("citizens")) people, \(text("noticesEach")) notices each, seed \(text("seed"))"),
        ("Requests", text("requests")),
        ("Faults", faults.isEmpty ? "none（なし）" : faults.joined(separator: "; ")),
      ])
  }

  static func faults(_ value: Value) -> String {
    let faults = value["items"]?.list ?? []
    return faults.isEmpty ? "No faults are set. 故障の設定はありません。" : faults.map(fault).joined(separator: "\n")
  }

  private static func fault(_ value: Value) -> String {
    var words = "\(value["kind"]?.text ?? "") at \(value["at"]?.text ?? "every system")"
    if let times = value["times"]?.integer { words += ", \(times) more time\(times == 1 ? "" : "s")" }
    if let after = value["after"]?.integer, after > 0 { words += ", after \(after) request\(after == 1 ? "" : "s")" }
    if let delay = value["delayMilliseconds"]?.integer, delay > 0 { words += ", delay \(delay) ms" }
    return words
  }

  private static func cardFault(_ value: Value) -> String {
    var words = "\(value["kind"]?.text ?? "") at the card"
    if let times = value["times"]?.integer { words += ", \(times) more time\(times == 1 ? "" : "s")" }
    return words
  }

  static func card(_ value: Value) -> String {
    guard let persona = value["persona"]?.text else { return "No card is inserted. カードは入っていません。" }
    let pins = (value["pins"]?.list ?? []).map { "\($0["kind"]?.text ?? "") \($0["triesLeft"]?.integer ?? 0)" }
    let faults = (value["faults"]?.list ?? []).map { $0["kind"]?.text ?? "" }
    return table([
      ("Card", "the card of \(persona)（\(persona)のカード）"), ("Tries left", pins.joined(separator: ", ")),
      ("Faults", faults.isEmpty ? "none（なし）" : faults.joined(separator: ", ")),
    ])
  }

  private static func plain(_ value: Value) -> String { value.text ?? value.integer.map(String.init) ?? "" }
}
