import Card
import Foundation
import Testing

/// A pcscd of the tests' own (`Scripts/with-pcscd`). A suite that needs it runs in this test program once more, started beside that
/// pcscd; such suites are enabled by `isHere` only.
public enum PrivatePCSCD {
  private static let environment = ProcessInfo.processInfo.environment
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Whether this process was started beside one.
  public static let isHere = environment["MYNAFRONT_REAL_PCSC"] != nil

  /// Runs the suite of this name beside a pcscd, and repeats its figures (lines that begin with "| ").
  public static func run(_ suite: String) throws {
    let run = try Command.run(
      root + "/Scripts/with-pcscd", Command.thisProgram(suite + "/"), ["MYNAFRONT_REAL_PCSC": "1"])
    // Left out only where that was asked for: a test that passes without its tools shows nothing.
    if run.status == 77, environment["MYNAFRONT_SKIP_PCSC"] != nil { return }
    let said = run.output + run.errors
    #expect(run.status == 0, "\(said.suffix(8000))")
    // A filter that fits nothing would pass too.
    #expect(said.contains("in 1 suite passed") && !said.contains("with 0 tests"), "\(said.suffix(2000))")
    for line in said.split(separator: "\n") where line.hasPrefix("| ") { print(line) }
  }

  // MARK: - The daemon

  private static var directory: String { environment["MYNAFRONT_PCSCD"] ?? "/nonexistent" }

  /// Ends the daemon as a crash does. It comes back at once, or with `comeBack`.
  public static func kill(stayingDown: Bool = false) throws {
    if stayingDown { try "".write(toFile: directory + "/stay-down", atomically: false, encoding: .utf8) }
    let text = try String(contentsOfFile: directory + "/run/pcscd.pid", encoding: .utf8)
    let pid = try #require(pid_t(text.filter(\.isNumber)))
    Foundation.kill(pid, SIGKILL)
    while Foundation.kill(pid, 0) == 0 { usleep(10_000) }
  }
  public static func comeBack() throws { try FileManager.default.removeItem(atPath: directory + "/stay-down") }

  /// Returns when the daemon answers again.
  public static func waitUntilBack() async throws {
    for _ in 0..<200 {
      do throws(CardError) {
        if try await !PCSCReader().readers().isEmpty { return }
      } catch {}
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("pcscd did not come back")
  }
}

/// The reader of Tests/TestReader: what its files say, it does.
public struct TestReader: Sendable {
  public static let name = "Test Reader 00 00"
  private let directory: String

  /// - Throws: where there is no such reader (no C compiler).
  public init() throws {
    directory = try #require(
      ProcessInfo.processInfo.environment["MYNAFRONT_TEST_READER"].flatMap { $0.isEmpty ? nil : $0 })
    for setting in try FileManager.default.contentsOfDirectory(atPath: directory) where setting != "card" {
      clear(setting)
    }
  }

  /// Where the card's socket is to be.
  public var socket: String { directory + "/card" }

  /// The names are explained in reader.c.
  public func set(_ setting: String, _ value: String = "") throws {
    // Written whole, then put in its place: the driver may look at any moment.
    try value.write(toFile: directory + "/" + setting, atomically: true, encoding: .utf8)
  }
  public func clear(_ setting: String) { try? FileManager.default.removeItem(atPath: directory + "/" + setting) }

  /// Returns when pcscd sees the card, or that it is gone.
  public func wait(untilCardIs present: Bool) async throws {
    for _ in 0..<200 {
      if try await PCSCReader().readers().first(where: { $0.name == Self.name })?.cardPresent ?? false == present {
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the card is \(present ? "not there" : "still there")")
  }
}

/// A program run to its end.
public enum Command {
  public struct Run: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
  }

  /// This test program, for the suites whose names fit.
  public static func thisProgram(_ filter: String) -> [String] {
    let path =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return [path] + CommandLine.arguments.dropFirst().filter { $0.hasSuffix(".xctest") || $0 == "--test-bundle-path" }
      + ["--testing-library", "swift-testing", "--filter", filter]
  }

  public static func run(
    _ path: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    (process.standardOutput, process.standardError, process.standardInput) = (output, errors, FileHandle.nullDevice)
    try process.run()
    // Standard error is small in what runs here; both are read before the wait so that nothing blocks.
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self))
  }
}
