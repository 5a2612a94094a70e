import Foundation
import Testing

/// Real screen readers from Debian, without sound. `make test-readers` plays all journeys; these are the short ones.
@Suite(.onThreads) struct ScreenReaderTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A reader that is missing is a failure, but for BRLTTY: it needs a console of Linux, which containers do not have.
  @Test func realReadersLetEveryMoveBeHeardAndNoPIN() throws {
    let world = try World()
    let result = try world.shell(
      """
      exec /usr/bin/python3 '\(Self.root)/Tests/ScreenReaders/play.py' --programs '\(World.programs)' \
        --readers '\(Self.root)/.build/readers' --must yasr --must fenrir \
        --journey wrong-pin --journey wrong-pin-lines --journey english
      """)
    #expect(result.code == 0, "\(result.output)\(result.errors)")
  }

  /// `Parked` is what a face must not be: its cursor is not on the chosen row, and it echoes a PIN.
  @Test func aCursorThatIsLeftBehindAndAPINThatIsEchoedAreNoticed() throws {
    let world = try World()
    let result = try world.shell(
      """
      here='\(Self.root)/Tests/ScreenReaders'
      exec /usr/bin/python3 "$here/play.py" --programs "$here/Parked" --journeys "$here/Parked" --patience 3 \
        --readers '\(Self.root)/.build/readers' --must yasr --must fenrir
      """)
    #expect(result.code == 1)
    for finding in [
      "Fenrir, parked.journey:4: heard 項目2: was not heard", "Fenrir, parked.journey:6: type q: the secret was heard",
      "yasr, parked.journey:6: type q: the secret was heard",
    ] { #expect(result.output.contains(finding), "\(result.output)\(result.errors)") }
    #expect(!result.output.contains("yasr, parked.journey:4"), "yasr hears what is written, wherever the cursor is")
  }
}
