import COpenSSL
import Domain
import Foundation
import TestKit
import Testing
import Trust

/// What damage and malice can do to a signed document: it is refused, or content and signer are exactly what they were.
@Suite(.serialized) struct HostileDocumentTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    /// The document, and the content when it is detached.
    let make: @Sendable (DocumentWorld) throws -> ([UInt8], [UInt8]?)
    var testDescription: String { name }
  }

  static let kinds = [
    Kind(name: "openssl-rsa-attached") {
      (try $0.signed(["-nodetach", "-certfile", "first.pem"]), nil)
    },
    Kind(name: "openssl-rsa-detached") { (try $0.signed(["-cades"]), DocumentWorld.content) },
    Kind(name: "openssl-p384-attached") { (try $0.signed(["-nodetach", "-keyid"], by: "p384"), nil) },
    Kind(name: "openssl-p384-detached") { (try $0.signed([], by: "p384"), DocumentWorld.content) },
    Kind(name: "openssl-rsa-attached-noattr") { (try $0.signed(["-nodetach", "-noattr"]), nil) },
    Kind(name: "openssl-p384-detached-noattr") { (try $0.signed(["-noattr"], by: "p384"), DocumentWorld.content) },
    Kind(name: "openssl-rsa-attached-pem") { (try $0.signed(["-nodetach"], form: "PEM"), nil) },
    Kind(name: "ours-rsa-attached") { (try $0.pending("rsa", attached: true), nil) },
    Kind(name: "ours-rsa-detached") { (try $0.pending("rsa", attached: false), DocumentWorld.content) },
    Kind(name: "ours-p384-detached") { (try $0.pending("p384", attached: false), DocumentWorld.content) },
    Kind(name: "unsigned-attribute") { (try withUnsignedAttribute($0.signed(["-nodetach"], by: "p256")), nil) },
  ]

  /// Every byte with its lowest and with its highest bit turned. A position that is accepted is written down by the part of the
  /// document it lies in, because lengths change with keys and signatures.
  @Test(arguments: kinds) func aChangedByteIsRefusedOrChangesNothing(_ kind: Kind) throws {
    let world = try DocumentWorld.shared.get()
    let (document, content) = try kind.make(world)
    let original = try world.judge(document, content)
    try #require(original.verdict.refusal == nil)
    var accepted: [Int] = []
    for place in document.indices {
      for mask in [0x01, 0x80] as [UInt8] {
        var changed = document
        changed[place] ^= mask
        if try isAccepted(changed, content, like: original, world, "byte \(place) ^ \(mask)") { accepted.append(place) }
      }
    }
    let parts = document.parts()
    var counts: [String: Int] = [:]
    for place in accepted { counts[parts.last { $0.range.contains(place) }?.name ?? "the frame", default: 0] += 1 }
    let lines = counts.sorted { $0.key < $1.key }.map { part, count in
      "\(part): \(Self.harmless[part] ?? "NOT EXPLAINED")"
    }
    expectGolden(
      "Positions of \(kind.name) that may change without being refused:\n"
        + (lines.isEmpty ? "none" : lines.joined(separator: "\n")), kind.name, in: goldens())
  }

  static let harmless = [
    "unsigned attributes":
      "nobody signed them (RFC 5652 §5.3), nothing is decided by them, and they are not given to the caller"
  ]

  /// Cut, grown, joined and scribbled over, always with the same seeds.
  @Test(arguments: kinds) func nothingRandomIsAcceptedOrEndsTheProgram(_ kind: Kind) throws {
    let world = try DocumentWorld.shared.get()
    let (document, content) = try kind.make(world)
    let original = try world.judge(document, content)
    var random = SplitMix(state: UInt64(kind.name.utf8.count) &* 0x1234_5678_9ABC)
    for round in 0..<1500 {
      var changed = document
      for _ in 0...random.below(3) {
        let place = random.below(max(changed.count, 1))
        let count = min(random.below(40), changed.count - place)
        switch random.below(6) {
        case 0: changed.removeLast(changed.count - place)
        case 1: changed.removeSubrange(place..<place + count)
        case 2: changed.insert(contentsOf: (0..<count).map { _ in random.byte() }, at: place)
        case 3: changed.insert(contentsOf: changed[place..<place + count], at: random.below(changed.count + 1))
        case 4: for other in place..<place + count { changed[other] = random.byte() }
        default:
          if place < changed.count { changed[place] = [0, 0x7F, 0x80, 0x81, 0x84, 0xFF, 0x30, 0x31][random.below(8)] }
        }
      }
      if changed == document { continue }
      _ = try isAccepted(changed, content, like: original, world, "round \(round)")
    }
    // The same without a document around it.
    for count in 0..<300 {
      let noise = [0x30] + (0..<count).map { _ in random.byte() }
      #expect(throws: DocumentError.self) { try world.judge(noise, []) }
    }
  }

  /// Frames without an end, as deep as a file can be long, and lengths that no memory has.
  @Test func depthsAndLengthsThatCannotBeAreRefusedAtOnce() throws {
    let world = try DocumentWorld.shared.get()
    for bytes in [
      [UInt8](repeating: 0x30, count: 100_000), [0x30, 0x80] + (0..<100_000).flatMap { _ in [0x24, 0x80] as [UInt8] },
      [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x80],
      [0x30, 0x80, 0x00, 0x00], [0x30, 0x80, 0x00], [0x30, 0x80, 0x1F, 0x80, 0x00, 0x00], [0x30, 0x00],
      [0x30, 0x81, 0x00],
    ] as [[UInt8]] {
      #expect(throws: DocumentError.malformed) { try world.judge(bytes, []) }
    }
  }

  /// A large file made of the smallest parts there are is refused before each of them becomes a value in memory.
  @Test func aFileOfTinyPartsIsNotReadPartByPart() throws {
    let world = try DocumentWorld.shared.get()
    func many(_ part: [UInt8], _ doublings: Int) -> [UInt8] {
      (0..<doublings).reduce(part) { parts, _ in parts + parts }
    }
    // Frames without lengths, so that none has to be counted here.
    let signed: [UInt8] = [0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80]
    let data: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]
    let head: [UInt8] = signed + [0x30, 0x80, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x80] + data
    let certificates: [UInt8] = head + [0, 0, 0xA0, 0x80] + many([0x30, 0], 19) + [0, 0, 0x31, 0, 0, 0, 0, 0, 0, 0]
    #expect(throws: DocumentError.tooLarge) { try world.judge(certificates, []) }
    let pieces: [UInt8] =
      head + [0xA0, 0x80, 0x24, 0x80] + many([0x04, 0x01, 0x41], 14) + [0, 0, 0, 0, 0, 0, 0x31, 0, 0, 0, 0, 0, 0, 0]
    #expect(throws: DocumentError.noSigner) { try world.judge(pieces, []) }
  }

  /// True when it passes; then it must say the same of the same bytes. libcrypto's errors of this thread must be gone either way.
  private func isAccepted(
    _ changed: [UInt8], _ content: [UInt8]?, like original: SignedDocument, _ world: DocumentWorld, _ what: String
  ) throws -> Bool {
    defer { #expect(ERR_peek_error() == 0, "\(what)") }
    guard let judged = try? world.judge(changed, content), judged.verdict.refusal == nil else { return false }
    #expect(judged.content == original.content, "\(what)")
    #expect(judged.signers.map(\.certificate) == original.signers.map(\.certificate), "\(what)")
    #expect(judged.signers.map(\.signingTime) == original.signers.map(\.signingTime), "\(what)")
    return true
  }
}

private struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}

// MARK: The tests' own reading of a document, so that the golden does not repeat what the reader under test thinks

private struct Node {
  let tag: UInt8
  let range: Range<Int>
  let content: Range<Int>
}

extension [UInt8] {
  fileprivate func nodes(_ range: Range<Int>) -> [Node] {
    var found: [Node] = []
    var place = range.lowerBound
    while place < range.upperBound {
      var header = 2
      var length = Int(self[place + 1])
      if length >= 0x80 {
        header += length - 0x80
        length = self[place + 2..<place + header].reduce(0) { $0 << 8 | Int($1) }
      }
      found.append(
        Node(
          tag: self[place], range: place..<place + header + length, content: place + header..<place + header + length))
      place += header + length
    }
    return found
  }

  /// The named parts of a SignedData with one signer (RFC 5652 §5.1, §5.3), in order; or of its text form (RFC 7468).
  fileprivate func parts() -> [(name: String, range: Range<Int>)] {
    guard first == 0x30 else {
      var isFrame = false
      return indices.map { place in
        if place == 0 || self[place - 1] == 0x0A { isFrame = self[place] == UInt8(ascii: "-") }
        return (self[place] == 0x0A ? "line ends" : isFrame ? "frame lines" : "letters", place..<place + 1)
      }
    }
    let data = nodes(nodes(nodes(nodes(indices)[0].content)[1].content)[0].content)
    let signer = nodes(nodes(data.last!.content)[0].content)
    var parts = [("version", data[0].range), ("digests", data[1].range), ("content", data[2].range)]
    for node in data.dropFirst(3).dropLast() {
      parts.append((node.tag == 0xA0 ? "certificates" : "revocation lists", node.range))
    }
    let names = [
      "signer's version", "signer's name", "digest", "signed attributes", "signature algorithm", "signature",
    ].filter { $0 != "signed attributes" || signer[3].tag == 0xA0 }
    parts += zip(names, signer.map(\.range)).map { ($0, $1) }
    if signer.count > names.count { parts.append(("unsigned attributes", signer.last!.content)) }
    return parts
  }

  fileprivate static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    if count < 0x80 { return [tag, UInt8(count)] + content }
    if count < 0x100 { return [tag, 0x81, UInt8(count)] + content }
    return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + content
  }
}

/// Puts one unsigned attribute beside the signature of a document with one signer.
private func withUnsignedAttribute(_ document: [UInt8]) -> [UInt8] {
  let outer = document.nodes(document.nodes(document.indices)[0].content)
  let data = document.nodes(document.nodes(outer[1].content)[0].content)
  let signer = document.nodes(data.last!.content)[0]
  let attribute: [UInt8] = .der(0x30, [0x06, 0x03, 0x2A, 0x03, 0x04] + .der(0x31, [0x04, 0x02, 0x55, 0x66]))
  let grown: [UInt8] = .der(0x30, Array(document[signer.content]) + .der(0xA1, attribute))
  let before = data.dropLast().flatMap { document[$0.range] }
  let inner: [UInt8] = .der(0x30, before + .der(0x31, grown))
  return .der(0x30, Array(document[outer[0].range]) + .der(0xA0, inner))
}
