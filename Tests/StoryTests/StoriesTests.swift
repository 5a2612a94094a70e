import Foundation
import Testing

/// Every file in `Stories/` is a claim about the built programs, from outside.
@Suite(.onThreads) struct StoriesTests {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Stories")
    .path
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
    .filter { $0.hasSuffix(".story") && (only == nil || $0 == only) }.sorted()
  /// While one writes a story: `STORY=drafts.story` plays this one alone.
  private static let only = ProcessInfo.processInfo.environment["STORY"]

  @Test func thereAreStories() { #expect(!Self.names.isEmpty) }

  @Test(arguments: names) func theStoryIsTrue(_ name: String) throws {
    try Story(path: Self.directory + "/" + name).play()
  }
}
