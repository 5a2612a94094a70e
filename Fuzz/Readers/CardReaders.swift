import Domain
import Synchronization

@testable import Card
@testable import Sandbox

extension FuzzReader {
  /// Cards: what a card or a reader may say to the client, and what a client may say to the pretended card.
  static let cards = [
    FuzzReader("ber", "an object lies within the bytes, and its header is not longer than it says") { input in
      var input = input
      let offset = Int(Int8(bitPattern: input.byte()))
      let bytes = input.bytes
      guard let header = BERHeader(bytes, at: offset) else { return nil }
      let whole = BERHeader.content(of: bytes, at: offset)
      let fits = offset + header.totalLength <= bytes.count
      return first(
        broken(header.headerLength < 2 || header.headerLength > 7, "the header has \(header.headerLength) bytes"),
        broken(fits != (whole != nil), "what is there is not found, or the other way round"),
        broken(whole.map { $0.bytes.count != header.contentLength } ?? false, "the content has another length"))
    },
    FuzzReader("card-attributes", "the four attributes are whole or not there") { input in
      guard let attributes = AttributesCard.Attributes(input.bytes) else { return nil }
      return broken(attributes.birth.utf8.count != 8, "a day of birth of \(attributes.birth.utf8.count) digits")
    },
    FuzzReader(
      "card-answers", "whatever a card answers, the visit ends, and a PIN is shown to it at most once",
      later: { input in
        let card = MadCard(input)
        guard let jpki = try? await JPKICard(selecting: card) else { return card.violation }
        _ = try? await jpki.triesLeft(.authentication)
        _ = try? await jpki.token()
        _ = try? await jpki.presenceMarks()
        for kind in PINKind.allCases {
          _ = try? await jpki.certificate(for: kind)
          _ = try? await jpki.authorityCertificate(for: kind)
        }
        var pin = PIN()
        for _ in 0..<4 { _ = pin.append(0x31) }
        _ = try? await jpki.sign(digestInfo: [UInt8](repeating: 0x30, count: 51), with: .authentication, pin: pin)
        if let text = try? await AttributesCard(selecting: card) {
          _ = try? await text.attributes()
          _ = try? await text.number()
        }
        return card.violation
      }),
    FuzzReader("card-commands", "the pretended card answers every command with a status, and counts tries only down") {
      input in
      guard let card = try? PretendedCard.made.get() else { return "the card could not be made" }
      var input = input
      card.reset()
      var tries = card.triesLeft
      for _ in 0..<8 where !input.rest.isEmpty {
        let command = input.take(Int(input.byte()))
        _ = CardCommand.carriesSecret(command)
        let answer = card.transmit(command, extendedLength: input.byte() & 1 == 1)
        if answer.count < 2 { return "an answer without a status" }
        let left = card.triesLeft
        for (name, before) in tries where (left[name] ?? -1) < 0 || before - (left[name] ?? 0) > 1 {
          return "\(name) lost more than one try"
        }
        tries = left
      }
      return nil
    },
    FuzzReader("card-frames", "a frame is what was put into one") { input in
      var framed: [UInt8] = []
      VPCDFrame.append(input.bytes, to: &framed)
      if let payload = VPCDFrame.first(of: input.bytes) { _ = VPCDFrame.meaning(of: payload) }
      _ = ResponseAPDU(bytes: input.bytes)
      _ = CardCommand(input.bytes)
      return broken(VPCDFrame.first(of: framed) != Array(input.bytes.prefix(0xFFFF)), "another frame comes out")
    },
  ]
}

/// A card that answers with the input: a byte that says how many bytes, then these. When the input ends, the card is gone.
private final class MadCard: CardChannel {
  private struct State {
    var input: Input
    var commands = 0
    var verified = 0
  }
  private let state: Mutex<State>
  init(_ input: Input) { state = Mutex(State(input: input)) }

  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    let isVerify = command.withBytes { $0.count > 5 && $0[1] == 0x20 }
    let answer: ResponseAPDU? = state.withLock { state in
      state.commands += 1
      if isVerify { state.verified += 1 }
      if state.input.rest.isEmpty { return nil }
      let length = Int(state.input.byte())
      return ResponseAPDU(bytes: state.input.take(length == 255 ? 4000 : length))
    }
    guard let answer else { throw .removed }
    return answer
  }

  var violation: String? {
    state.withLock { state in
      first(
        broken(state.verified > 1, "the PIN was shown \(state.verified) times"),
        broken(state.commands > 10_000, "\(state.commands) commands were sent"))
    }
  }
}

private enum PretendedCard {
  /// Its keys are made once: that takes a second.
  static let made = Result { () throws -> VirtualCard in
    guard let folder = Folder.forFiles, let persona = Persona.table.first else { throw CardError.noCard }
    let clock = SandboxClock()
    let authorities = try Authorities(directory: folder.path + "/authorities", clock: clock)
    return try VirtualCard(persona: persona, credentials: try authorities.credentials(for: persona), directory: nil)
  }
}
