internal import CSystem
internal import Domain
internal import Rehearsal

#if canImport(Glibc)
  internal import Glibc
#endif

/// `story FILE`: plays a journey against the client and says for each step what was there, for testers without a toolchain.
enum StoryCommand {
  static func run(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    try arguments.allow()
    guard arguments.words.count == 2 else { throw Arguments.Wrong(message: "Name one story: story FILE") }
    let json = arguments.has("--json")
    let file = arguments.words[1]
    guard let text = read(file) else {
      return Control.fail("notFound", "the story \(file) cannot be read as UTF-8 text", json: json, Exit.notFound)
    }
    let story: Story
    do throws(Story.Mistake) { story = try Story(text) } catch {
      return Control.fail("inputInvalid", "\(file):\(error.line): \(error.sentence)", json: json, Exit.inputInvalid)
    }
    // Widths of characters are those of the locale.
    _ = cs_use_locale()
    var signal: Int32?
    var code = Exit.failed
    do throws(Player.Trouble) {
      var player = try Player(programs: programs)
      var number = 0
      var earlier: [String]?
      var isHeard = true
      let succeeded = player.play(story) { scene in
        number += 1
        isHeard =
          isHeard
          && (json
            ? Output.show(TerminalSafe(json: StepLog.value(scene, number: number), layout: .compact))
            : Output.show(
              TerminalSafe(lines: StepLog.lines(scene, number: number, earlier: earlier).joined(separator: "\n"))))
        earlier = scene.screen
      }
      if !json { isHeard = Output.show(TerminalSafe(line: summary(succeeded, number))) && isHeard }
      signal = player.signal
      code = succeeded && isHeard ? Exit.done : Exit.failed
    } catch {
      switch error {
      case .noEmulator:
        return Control.fail(
          "notPossibleNow", "a story needs libvterm; install it with: apt-get install libvterm0", json: json,
          Exit.notPossibleNow)
      case .noWorld:
        return Control.fail("fileFailed", "no directory can be made in /tmp", json: json, Exit.failed)
      }
    }
    // The world is gone now; who sent the signal sees what it expects.
    if let signal {
      cs_default_signals()
      raise(signal)
    }
    return code
  }

  private static func summary(_ succeeded: Bool, _ steps: Int) -> String {
    succeeded
      ? "All \(steps) steps were as they should be. \(steps)の手順がすべて話のとおりでした。"
      : "Step \(steps) was not as it should be. 手順 \(steps) が話のとおりではありません。"
  }

  /// The client stands beside this program.
  private static var programs: String {
    var room = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &room, room.count - 1)
    let path = count > 0 ? String(decoding: room[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : "."
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// At most a mebibyte of text; `-` is standard input.
  private static func read(_ file: String) -> String? {
    let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if file != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 1 << 20 {
      let count = Glibc.read(descriptor, &room, room.count)
      if count < 0 { return nil }
      if count == 0 { return String(validating: bytes, as: UTF8.self) }
      bytes += room[..<count]
    }
    return nil
  }
}
