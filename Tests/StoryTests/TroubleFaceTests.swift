import Foundation
import Testing

/// The faults against the two faces: what went wrong is said in words, a remedy is offered, and it works once the fault is gone.
@Suite(.serialized, .onThreads) struct TroubleFaceTests {
  /// The first sentence of a problem's text, as `content/ja` has it.
  static func sentence(_ problem: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("content/ja/problems.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let after = try #require(text.components(separatedBy: "## problem.\(problem).what\n").dropFirst().first)
    let line = try #require(after.split(separator: "\n").first)
    return String(line.prefix { $0 != "。" })
  }

  /// Where each system is asked alone, and the words that lead there from home.
  static let screens = [
    ("notices", "お知らせをすべて見る", "見出し: お知らせ"), ("procedures", "やることをすべて見る", "見出し: やること"),
    ("applications", "申請をすべて見る", "見出し: 申請"), ("status", "運用のお知らせを読む", "見出し: "),
  ]

  @Test func theLinearFaceSaysEveryFaultAndGoesOn() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let face = try LinearPipe(world, ["--linear", "--timeout", "0.5"])
    _ = try face.heard("見出し: ホーム")
    let count = TroubleCount("faults x screens, linear face")
    for fault in TroubleTable.faults {
      guard let problem = fault.problem else { continue }
      let words = try Self.sentence(problem)
      for (system, choice, heading) in Self.screens
      where TroubleTable.isWhole || system == "notices" || fault.kind == "500" {
        let row = "\(fault.kind) at \(system)"
        do {
          try world.shell("mynafront-sandbox fault set \(fault.kind) --at \(system) \(fault.options)")
          try face.ask(choice, until: words)
          try world.shell("mynafront-sandbox fault clear")
          if fault.remedy != "none" { try face.ask("もう一度試す", until: heading) }
          try face.ask("ホーム", until: "見出し: ホーム")
          count.add(fault.kind, isTrue: true)
        } catch {
          count.add(fault.kind, isTrue: false)
          Issue.record("\(row): \(error)")
          try world.shell("mynafront-sandbox fault clear")
          _ = try? face.ask("ホーム", until: "見出し: ホーム")
        }
      }
    }
    for fault in TroubleTable.faults where !fault.reachesServer && (TroubleTable.isWhole || fault.kind == "503") {
      guard let problem = fault.problem else { continue }
      for system in TroubleTable.systems where system != "session" {
        do {
          try world.shell("mynafront-sandbox fault set \(fault.kind) --at \(system) \(fault.options)")
          let trouble = try face.ask("最新の内容にする", until: try Self.sentence(problem))
          try world.shell("mynafront-sandbox fault clear")
          // Only the part that failed: the others are there.
          let alerts = trouble.components(separatedBy: try Self.sentence(problem)).count - 1
          #expect(alerts == 1, "\(fault.kind) at \(system): \(trouble)")
          try face.ask("最新の内容にする", until: "番号")
          count.add("home, " + fault.kind, isTrue: alerts == 1)
        } catch {
          count.add("home, " + fault.kind, isTrue: false)
          Issue.record("home, \(fault.kind) at \(system): \(error)")
        }
      }
    }
    count.print()
    #expect(try face.end() == 0)
  }

  @Test func theFullScreenSaysEveryFaultAndGoesOn() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let screen = try Screen(world, "mynafront --timeout 0.5", columns: 80, rows: 24)
    func expect(_ text: String) throws {
      try eventually("\(text) is not there: \((try? screen.lines().joined(separator: "\n")) ?? "")") {
        try screen.lines().joined(separator: "\n").contains(text)
      }
    }
    try expect("ホーム")
    try expect("未読は")
    let count = TroubleCount("faults x the list of notices, full screen")
    for fault in TroubleTable.faults {
      guard let problem = fault.problem else { continue }
      let words = try Self.sentence(problem)
      do {
        try world.shell("mynafront-sandbox fault set \(fault.kind) --at notices \(fault.options)")
        try screen.type(":")
        try expect("申請の状況")
        try screen.key("Down", "Down", "Enter")
        try expect(String(words.prefix(12)))
        try world.shell("mynafront-sandbox fault clear")
        if fault.remedy != "none" {
          try expect("もう一度試す")
          try screen.key("Enter")
          try expect("件")
        }
        try screen.type(":")
        try expect("申請の状況")
        try screen.key("Down", "Enter")
        try expect("未読は")
        count.add(fault.kind, isTrue: true)
      } catch {
        count.add(fault.kind, isTrue: false)
        Issue.record("\(fault.kind): \(error)")
        break
      }
    }
    count.print()
  }
}

/// The linear face behind two pipes: lines in, lines out.
// Unchecked: what was heard is kept behind the lock; everything else is the test's own.
final class LinearPipe: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending = Data()
  private let lock = NSLock()

  init(_ world: World, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: World.client)
    process.arguments = arguments
    process.environment = world.environment
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    output.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      guard let self, !data.isEmpty else { return }
      self.lock.withLock { self.pending.append(data) }
    }
    try process.run()
  }

  var pid: pid_t { process.processIdentifier }

  /// What was said until these words came and the next question after them.
  func heard(_ words: String, seconds: Double = 15) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      let text = lock.withLock { String(decoding: pending, as: UTF8.self) }
      if let found = text.range(of: words), text[found.upperBound...].hasSuffix(": ") {
        lock.withLock { pending = Data() }
        return text
      }
      if !process.isRunning { break }
      usleep(5_000)
    }
    let text = lock.withLock { String(decoding: pending, as: UTF8.self) }
    throw StoryError("「\(words)」 was not heard, but: \(text.suffix(600))")
  }

  func say(_ line: String) { input.fileHandleForWriting.write(Data((line + "\n").utf8)) }

  @discardableResult
  func ask(_ line: String, until words: String) throws -> String {
    lock.withLock { pending = Data() }
    say(line)
    return try heard(words)
  }

  /// Ends the input and gives the program's code.
  func end() throws -> Int32 {
    try input.fileHandleForWriting.close()
    let end = Date().addingTimeInterval(10)
    while process.isRunning, Date() < end { usleep(10_000) }
    if process.isRunning {
      process.terminate()
      throw StoryError("the face does not end at the end of its input")
    }
    output.fileHandleForReading.readabilityHandler = nil
    return process.terminationStatus
  }

  deinit {
    output.fileHandleForReading.readabilityHandler = nil
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }
}
