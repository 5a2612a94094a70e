import Foundation
import TestKit
import Testing

@testable import mynafront

/// `--watch` hears of every change after which screens and texts are others.
@Suite struct ScreenWatchTests {
  @Test(arguments: [
    "screens/home.yaml", "screens/forms/move.yaml", "screens/states/home.some.json", "content/ja/home.md",
    "content/vi/home.md", "content/style.yaml", "content/glossary.md",
  ]) func aFileThatIsSavedMovedAwayOrRemovedIsHeardOf(file: String) throws {
    let directory = try ScratchDirectory()
    try directory.write("content/vi/language.yaml", "like: en\n")
    try directory.write(file, "old\n")
    for folder in ["content/ja", "elsewhere"] {
      try FileManager.default.createDirectory(
        atPath: directory.path + "/" + folder, withIntermediateDirectories: true)
    }
    let watch = try #require(ScreenCommands.folderWatch(in: directory.path))
    defer { close(watch) }
    let path = directory.path + "/" + file
    #expect(!hasNews(watch))
    for change: () throws -> Void in [
      { try directory.write(file, "new\n") },
      { _ = rename(path, directory.path + "/elsewhere/x") },
      { _ = rename(directory.path + "/elsewhere/x", path) },
      { _ = unlink(path) },
    ] {
      try change()
      #expect(hasNews(watch))
      var events = [UInt8](repeating: 0, count: 4096)
      #expect(read(watch, &events, events.count) > 0)
    }
  }

  private func hasNews(_ watch: Int32) -> Bool {
    var descriptor = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) == 1
  }
}
