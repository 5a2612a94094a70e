import Foundation
public import Testing

/// Compares `text` with the golden file `<directory>/<name>.<suffix>`. With `RECORD=1` in the environment the file is written anew, and the
/// test fails once, so that somebody looks at what was written.
///
/// Goldens are plain text without escape codes. The comparison is by scalars: `String` would call U+FA19 and U+795E equal.
public func expectGolden(
  _ text: String, _ name: String, in directory: String, suffix: String = "txt",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let directory = URL(filePath: directory, directoryHint: .isDirectory)
  let file = directory.appending(path: name + "." + suffix)
  let text = text.hasSuffix("\n") ? text : text + "\n"
  let golden = try? Data(contentsOf: file)
  if golden == Data(text.utf8) { return }
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("\(name) was written: look at it, then run without RECORD", sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(name) cannot be written: \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let golden else {
    Issue.record("there is no golden \(name); RECORD=1 writes it", sourceLocation: sourceLocation)
    return
  }
  let difference = firstDifference(text, String(decoding: golden, as: UTF8.self))
  Issue.record("\(name) differs from its golden\n\(difference)", sourceLocation: sourceLocation)
}

private func firstDifference(_ text: String, _ golden: String) -> String {
  let now = text.split(separator: "\n", omittingEmptySubsequences: false)
  let before = golden.split(separator: "\n", omittingEmptySubsequences: false)
  for index in 0..<max(now.count, before.count) {
    let new = index < now.count ? String(now[index]) : "(no line)"
    let old = index < before.count ? String(before[index]) : "(no line)"
    if Array(new.utf8) != Array(old.utf8) { return "line \(index + 1)\n  golden: \(old)\n  now:    \(new)" }
  }
  return "only the bytes at the end of lines differ"
}

/// The directory `Golden` beside the test file that asks.
public func goldens(besides file: String = #filePath) -> String {
  URL(filePath: file).deletingLastPathComponent().appending(path: "Golden").path(percentEncoded: false)
}
