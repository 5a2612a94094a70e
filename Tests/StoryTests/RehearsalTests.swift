import Foundation
import Testing

/// Stories as testers without a toolchain play them: with `mynafront-sandbox story`.
@Suite(.onThreads) struct RehearsalTests {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("stories").path
  static let stories =
    (try? FileManager.default.contentsOfDirectory(atPath: directory))?.filter { $0.hasSuffix(".story") }.sorted() ?? []

  @Test func thereAreStories() { #expect(Self.stories.count >= 3) }

  @Test(arguments: stories) func theStoryIsPlayedWithoutAToolchain(_ name: String) throws {
    let world = try World()
    let result = try world.run(World.sandbox, ["story", Self.directory + "/" + name])
    #expect(result.code == 0, "\(result.output.suffix(1500))")
    #expect(result.output.contains("カーソル: "))
    #expect(result.output.contains("読み上げ: "))
  }

  private func play(_ text: String, _ options: [String] = []) throws -> World.Result {
    let world = try World()
    let file = world.home + "/a.story"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return try world.run(World.sandbox, ["story"] + options + [file])
  }

  @Test func aStoryThatIsNotTrueEndsAtThatStepAndSaysWhatWasThere() throws {
    let result = try play("size 80x24\nexpect ログインする\nnever 練習の代わり\nnever ログインする\nexpect 決して来ない\n")
    #expect(result.code == 1)
    #expect(result.output.contains("失敗: 4行目: was written"))
    #expect(!result.output.contains("手順 5"))
  }

  @Test func eachStepIsOneObjectForPrograms() throws {
    let result = try play("size 60x20\nfocus ログインする\nkey q\n", ["--json"])
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["ok"] as? Bool == true)
      #expect(object["schema"] as? Int == 1)
    }
    #expect(lines[1].contains("\"braille\":\"ログインする\""))
  }

  @Test(
    arguments: [
      ("expct x\n", 7, "there is no step 'expct'; did you mean 'expect'?"), ("", 7, "there is no step in it"),
    ]) func whatIsNoStoryIsRefusedWithItsLine(text: String, code: Int32, words: String) throws
  {
    let result = try play(text)
    #expect(result.code == code)
    #expect(result.errors.contains(words))
  }

  @Test func aStoryThatIsNotThereIsSaid() throws {
    let world = try World()
    #expect(try world.run(World.sandbox, ["story", world.home + "/none.story"]).code == 5)
  }

  @Test func nothingIsLeftBehind() throws {
    let world = try World()
    let note = world.home + "/home-of-the-story"
    let text = "shell echo \"$HOME\" > \(note)\nfocus ログインする\nkey q\n"
    try text.write(toFile: world.home + "/a.story", atomically: true, encoding: .utf8)
    let result = try world.run(World.sandbox, ["story", world.home + "/a.story"])
    #expect(result.code == 0, "\(result.output)")
    let home = try String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(home.hasPrefix("/tmp/mf-"))
    #expect(!FileManager.default.fileExists(atPath: home))
    #expect(try world.run("/usr/bin/pgrep", ["-f", home]).output == "")
  }

  @Test func aStoryThatIsInterruptedTakesItsWorldWithIt() throws {
    let world = try World()
    let note = world.home + "/home-of-the-story"
    try "focus ログインする\nshell echo \"$HOME\" > \(note); sleep 300\n".write(
      toFile: world.home + "/a.story", atomically: true, encoding: .utf8)
    let result = try world.shell(
      """
      mynafront-sandbox story \(world.home)/a.story & story=$!
      for n in $(seq 600); do [ -s \(note) ] && break; sleep 0.05; done
      kill -TERM $story; wait $story
      """)
    #expect(result.code == 143)
    let home = try String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(home.hasPrefix("/tmp/mf-") && !FileManager.default.fileExists(atPath: home))
    #expect(try world.run("/usr/bin/pgrep", ["-f", home]).output == "")
  }
}
