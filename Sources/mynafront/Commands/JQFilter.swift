import CJQ
import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// The expression of `--jq`. It sees one document and nothing else of this machine (see the door).
final class JQFilter: @unchecked Sendable {  // the memory is the filter's; only the one task that writes output uses it
  enum Failed: Error, Equatable {
    /// libjq is not installed.
    case missing
    /// The expression is wrong, in libjq's words.
    case expression(String)
    /// It does not fit what it was given, in libjq's words.
    case running(String)
  }

  private let filter: OpaquePointer

  /// - Throws: `missing`, `expression`.
  init(_ expression: String) throws(Failed) {
    guard cj_load() else { throw .missing }
    var words: UnsafeMutablePointer<CChar>?
    // jq itself takes an empty expression for `.`.
    let given = expression.allSatisfy(\.isWhitespace) ? "." : expression
    guard let made = cj_filter_new(given, &words) else {
      defer { free(words) }
      throw .expression(words.map { Self.plain(String(cString: $0)) } ?? "")
    }
    filter = made
  }

  deinit { cj_filter_free(filter) }

  /// Hands out each result as the lines that are printed for it: a string as it is, anything else as compact JSON.
  /// - Parameter take: false ends it.
  /// - Throws: `running`.
  func run(_ json: String, _ take: (TerminalSafe) -> Bool) throws(Failed) {
    var json = json
    json.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cj_filter_start(filter, $0.baseAddress, $0.count) }
    }
    while true {
      var bytes: UnsafePointer<CChar>?
      var count = 0
      let kind = cj_filter_next(filter, &bytes, &count)
      let found = UnsafeRawBufferPointer(start: bytes, count: count)
      switch kind {
      case CJ_END: return
      case CJ_TEXT:
        for line in Self.lines(String(decoding: found, as: UTF8.self)) where !take(line) { return }
      case CJ_VALUE:
        // Written anew by our own writer: controls and bidi characters as escapes.
        guard let value = try? JSONReader.read(Array(found), maximumBytes: .max, maximumDepth: 500) else {
          throw .running("too deep")
        }
        if !take(TerminalSafe(json: value)) { return }
      default: throw .running(Self.plain(String(decoding: found, as: UTF8.self)))
      }
    }
  }

  /// Line feeds stay lines and tabs stay columns; anything else that could steer a terminal becomes a mark.
  private static func lines(_ text: String) -> [TerminalSafe] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      TerminalSafe(columns: line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// Without the name of another program in front and the count of errors behind.
  private static func plain(_ words: String) -> String {
    var lines: [String] = []
    for line in words.split(separator: "\n") {
      var line = line
      for prefix in ["jq: error: ", "jq: "] where line.hasPrefix(prefix) {
        line = line.dropFirst(prefix.count)
        break
      }
      if line.hasSuffix(" compile error") || line.hasSuffix(" compile errors") { continue }
      lines.append(TerminalSafe(line: String(line)).text)
    }
    return lines.joined(separator: " ")
  }
}
