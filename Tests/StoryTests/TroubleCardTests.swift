import Foundation
import Testing

/// Every fault of the card against everything that is done with it, from outside: what is said, how it ends, how many tries are left, and
/// that no wrong signature is ever written.
@Suite(.serialized, .onThreads) struct TroubleCardTests {
  @Test func everyFaultOfTheCardCostsNoTryThatWasNotTyped() throws {
    let world = try Self.world()
    let count = TroubleCount("faults of the card x operations")
    for row in TroubleTable.cardFaults {
      let operation = row.operation
      for isRight in [true, false] {
        guard let expected = isRight ? row.right : row.wrong else { continue }
        let pin = isRight ? operation.pin : operation.wrongPIN
        // Slow, and yet fit for fifteen commands in the time of a test.
        try world.shell("mynafront-sandbox card fault \(row.kind) \(row.kind == "slow" ? "--delay 300" : "")")
        let found = try Self.play(operation, pin, in: world)
        let holds =
          found.code == expected.exit && found.problem == expected.problem && found.tries == expected.tries
          && found.complaint == nil
        #expect(
          holds,
          "\(row.kind), \(operation.name) with \(pin): \(found.problem ?? "-") \(found.code) \(found.tries) \(found.complaint ?? "")"
        )
        count.add(row.kind, isTrue: holds, seconds: found.seconds)
        if !isRight { try Self.giveTriesBack(of: operation, in: world) }
      }
    }
    count.print()
  }

  /// The same at every command of the conversation, not only at the first one: with the right PIN no try is ever lost.
  @Test func whereverAFaultComesNoTryIsLostAndNoWrongSignatureWritten() throws {
    let world = try Self.world()
    let count = TroubleCount("faults of the card x commands of the conversation")
    for operation in TroubleTable.cardOperations where TroubleTable.isWhole || operation.name == "sign" {
      for kind in ["drop", "remove", "garbage", "short", "6F00"] {
        for place in 0..<(operation.name == "status" ? 15 : 5) {
          try world.shell("mynafront-sandbox card fault \(kind) --after \(place)")
          let found = try Self.play(operation, operation.pin, in: world)
          let holds = found.complaint == nil && found.tries == (operation.kind == "sign" ? 5 : 3)
          #expect(holds, "\(kind) at command \(place + 1) of \(operation.name): \(found)")
          count.add("\(operation.name), \(kind)", isTrue: holds, seconds: found.seconds)
        }
      }
    }
    count.print()
  }

  private static func world() throws -> World {
    let world = try World()
    try world.shell("mynafront card status; echo text >$HOME/doc")
    return world
  }

  private struct Found {
    var code: Int32
    var problem: String?
    var tries: Int
    var seconds: Double
    /// What must never be, whatever the fault.
    var complaint: String?
  }

  private static func play(_ operation: TroubleTable.CardOperation, _ pin: String, in world: World) throws -> Found {
    let line = operation.line.replacingOccurrences(of: "{pin}", with: pin)
    let start = Date()
    let result = try world.shell("cd; rm -f doc.p7s; mynafront --json \(line)")
    let seconds = Date().timeIntervalSince(start)
    try world.shell(
      "mynafront-sandbox card fault clear; mynafront-sandbox card status | grep -q 'Card  ' || mynafront-sandbox card insert"
    )
    let document = (try? JSONSerialization.jsonObject(with: result.bytes)) as? [String: Any]
    let problem = document?["problem"] as? [String: Any]
    let reader = (document?["readers"] as? [[String: Any]])?.first
    let tries = try world.shell(
      "mynafront-sandbox card status --json | jq '.pins[] | select(.kind == \"\(operation.kind)\") | .triesLeft'")
    var found = Found(
      code: result.code, problem: (problem?["code"] ?? reader?["problem"]) as? String,
      tries: Int(tries.output.dropLast()) ?? -1, seconds: seconds)
    if seconds >= 20 { found.complaint = "took \(seconds) s" }
    if problem != nil, (problem?["next"] as? String)?.isEmpty != false { found.complaint = "nothing to do next" }
    if operation.name == "sign" {
      let verified = try world.shell("cd; ls doc.p7s && mynafront card verify doc.p7s doc")
      if result.code == 0, verified.code != 0 { found.complaint = "a signature that is none: \(verified.output)" }
      if result.code != 0, verified.output.contains("doc.p7s") { found.complaint = "a file was written" }
    }
    return found
  }

  private static func giveTriesBack(of operation: TroubleTable.CardOperation, in world: World) throws {
    let line = operation.line.replacingOccurrences(of: "{pin}", with: operation.pin)
    let result = try world.shell("cd; rm -f doc.p7s; mynafront \(line)")
    #expect(result.code == 0, "\(operation.name) without a fault: \(result.errors)")
  }
}
