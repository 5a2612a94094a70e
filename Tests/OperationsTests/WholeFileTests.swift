import Foundation
import Testing

@testable import Operations

/// A file is there whole or not at all, and what stands in its way has a name.
struct WholeFileTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/whole-\(UInt64.random(in: 0 ... .max))"

  private func prepared() throws -> String {
    try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/old"))
    for (link, target) in [
      ("link", "old"), ("nowhere", "gone"), ("loop", "loop"), ("far", "sub/../nowhere"), ("lost", "away/gone"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder + "/" + link, withDestinationPath: target)
    }
    return folder
  }

  @Test(
    arguments: [
      ("new", false, nil), ("new", true, nil), ("old", false, .exists), ("old", true, nil), ("sub", true, .isDirectory),
      ("sub", false, .isDirectory), ("sub/", true, .isDirectory), ("gone/", false, .isDirectory),
      ("gone/new", false, .folderMissing), ("old/new", false, .folderMissing), ("link", false, .exists),
      ("link", true, nil), ("nowhere", false, .exists), ("nowhere", true, nil), ("far", true, nil),
      ("loop", true, .other), ("lost", true, .folderMissing), (".", true, .isDirectory),
      (String(repeating: "n", count: 255), false, nil), (String(repeating: "n", count: 256), false, .other),
    ] as [(String, Bool, FileFailure?)])
  func whatStandsInTheWayIsNamed(_ name: String, _ replacing: Bool, _ failure: FileFailure?) throws {
    let path = try prepared() + "/" + name
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var found: FileFailure?
    do throws(FileFailure) {
      try WholeFile.write(Array("new".utf8), to: path, replacing: replacing)
    } catch { found = error }
    #expect(found == failure)
    if failure == nil {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      if name == "new" { #expect(mode == 0o600) }
      // What a link leads to is written, and the link stays.
      if ["link", "nowhere", "far"].contains(name) {
        #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil)
        let target = name == "link" ? "/old" : "/gone"
        #expect(try String(contentsOfFile: folder + target, encoding: .utf8) == "new")
      }
    } else {
      #expect(try String(contentsOfFile: folder + "/old", encoding: .utf8) == "old", "what was there stays")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(".") }
    #expect(left.isEmpty, "\(left)")
  }

  @Test func anEmptyNameADeviceThatIsFullAndASystemThatCannotBeWritten() throws {
    func failure(_ path: String) -> FileFailure? {
      do throws(FileFailure) {
        try WholeFile.write([1], to: path, replacing: true)
        return nil
      } catch { return error }
    }
    #expect(failure("") == .nameEmpty)
    #expect(failure("/dev/full") == .diskFull)
    #expect(failure("/dev/null") == nil)
    // Opened by this test, so that it is there.
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(terminal) }
    #expect(terminal < 0 || failure("/dev/ptmx") == .isTerminal)
    #expect(failure("/proc/version") != nil)
  }

  /// What can be seen beforehand is what happens afterwards.
  @Test func anObstacleIsSeenBeforeAnythingIsWritten() throws {
    let folder = try prepared()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, replacing) in [("old", false), ("sub", true), ("gone/new", false), ("new", false), ("link", true)] {
      var written: FileFailure?
      let seen = WholeFile.obstacle(to: folder + "/" + name, replacing: replacing)
      do throws(FileFailure) { try WholeFile.write([], to: folder + "/" + name, replacing: replacing) } catch {
        written = error
      }
      #expect(seen == written, "\(name)")
    }
  }

  @Test func readingSaysWhyItFails() throws {
    let folder = try prepared()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, limit, failure) in [
      ("old", 3, nil), ("old", 2, .tooLarge), ("gone", 9, .missing), ("sub", 9, .isDirectory),
      ("old/x", 9, .folderMissing),
    ] as [(String, Int, FileFailure?)] {
      var found: FileFailure?
      do throws(FileFailure) { _ = try WholeFile.read(folder + "/" + name, atMost: limit) } catch { found = error }
      #expect(found == failure, "\(name)")
    }
  }

  /// `$HOME` stands in for what is not set; a path that is not absolute is as if it were not set.
  @Test func theUsersDirectoriesAreWhereTheStandardSays() {
    let all = ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/r"]
    let own = UserDirectories { all[$0] }
    #expect(own.configuration == "/c/mynafront" && own.state == "/s/mynafront" && own.run == "/r/mynafront")
    let home = UserDirectories { $0 == "HOME" ? "/h" : "relative" }
    #expect(home.configuration == "/h/.config/mynafront" && home.state == "/h/.local/state/mynafront")
    #expect(home.run == "/h/.local/state/mynafront/run")
    let none = UserDirectories { _ in nil }
    #expect(none.configuration == nil && none.state == nil && none.run == nil)
  }
}
