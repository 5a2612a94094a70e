internal import Card
public import Domain
internal import Trust

/// What the card holds of its person: `card read`.
public struct CardRecord: Sendable {
  /// What can be asked for, by its name in commands and JSON.
  public enum Item: String, Hashable, Sendable, CaseIterable {
    case name, address, birth, sex
    /// 個人番号: only when it is asked for by name.
    case number
    /// The card's own facts, readable without a PIN.
    case municipality, expiry

    /// What is read when nothing is asked for: 基本4情報.
    public static let usual: Set<Item> = [.name, .address, .birth, .sex]
    /// What is read behind the PIN.
    public static let needingPIN: Set<Item> = usual.union([.number])
  }

  /// Whether the card's own proof is read and compared, two commands more. It shows that the parts fit together, not who made them: the
  /// issuer's key is not public.
  public enum Check: Hashable, Sendable {
    case none
    /// Where the card has one that can be read: for whoever did not ask for it.
    case whereReadable
    case needed
  }

  private let access: CardAccess

  public init(access: CardAccess) { self.access = access }

  /// The shape of the value; a field that was not asked for is null.
  public static let schema = Schema.object([
    Field("name", .text, optional: true, "Family name, U+3000, given name, exactly as registered."),
    Field("address", .text, optional: true),
    Field("birth", .text, optional: true, "YYYY-MM-DD; unknown parts are 00."),
    Field("sex", .choice(name: "sex", ["male", "female", "notApplicable", "unknown"]), optional: true),
    Field("number", .text, optional: true, "Twelve digits; only when it was asked for by name."),
    Field("municipality", .text, optional: true, "全国地方公共団体コード of the issuing office, five digits."),
    Field("expiry", .date, optional: true, "The card's last day, not the certificates'."),
    Field(
      "checked", .choice(name: "cardCheck", ["consistent", "failed"]), optional: true,
      "Whether digests and signature on the card fit what was read; null when it was not asked for."),
  ])

  /// - Parameters:
  ///   - given: the PIN of 券面事項入力補助, when it is there already.
  public func value(of items: Set<Item>, check: Check = .none, given: consuming PIN?) async throws(Problem) -> Value {
    var read = Read()
    if !items.isDisjoint(with: Item.needingPIN) || check == .needed {
      let attributes = check != .none || !items.isDisjoint(with: Item.usual)
      let number = items.contains(.number)
      read = try await access.unlocked(AttributesCard.self, .text, given: given) {
        (card) async throws(CardError) -> Read in
        var read = Read()
        if attributes { read.attributes = try await card.attributes() }
        if number { read.number = try await card.number() }
        if check != .none { read.proof = try await Self.proof(on: card, check) }
        return read
      }
    }
    var identity: CommonCard.Identity?
    if items.contains(.municipality) || items.contains(.expiry) {
      identity = try await access.visit { (channel) async throws(CardError) in
        try await CommonCard(selecting: channel).identity()
      }
    }
    func text(_ item: Item, _ text: String?) -> Value { items.contains(item) ? Value(text) : .null }
    return .fields(
      ("name", text(.name, read.attributes?.name)), ("address", text(.address, read.attributes?.address)),
      ("birth", text(.birth, read.attributes.map { Self.iso($0.birth) })),
      ("sex", text(.sex, read.attributes.map { Self.word(ofSex: $0.sex) })),
      ("number", text(.number, read.number?.digits.reveal())),
      ("municipality", text(.municipality, identity?.municipality)),
      ("expiry", text(.expiry, identity?.expiry.iso)), ("checked", Value(read.check)))
  }

  private static func proof(on card: AttributesCard, _ check: Check) async throws(CardError) -> AttributesProof? {
    do throws(CardError) {
      return try await card.proof()
    } catch {
      switch error {
      case .unexpected where check == .whereReadable, .malformed where check == .whereReadable: return nil
      default: throw error
      }
    }
  }

  /// The photo that is printed on the card, JPEG 2000. It opens by the number on the card (照合番号 B).
  public func photo(given: consuming PIN?) async throws(Problem) -> [UInt8] {
    let surface = try await access.unlocked(SurfaceCard.self, .surface, given: given) {
      (card) async throws(CardError) in try await card.surface()
    }
    return surface.photo.reveal()
  }

  /// The number for a page that others may see: its last four digits.
  public static func masked(_ number: String) -> String { String(repeating: "*", count: 8) + number.suffix(4) }

  private struct Read: Sendable {
    var attributes: AttributesCard.Attributes?
    var number: AttributesCard.Number?
    var proof: AttributesProof?

    /// Whether what was read is what the card's key has signed.
    var check: String? {
      guard let proof else { return nil }
      var right = true
      if let attributes { right = right && SHA256.hash(attributes.encoded.reveal()) == proof.attributesDigest }
      if let number { right = right && SHA256.hash(number.file.reveal()) == proof.numberDigest }
      let key = RSAPublicKey(modulus: proof.certificate.modulus, exponent: proof.certificate.exponent)
      right = right && (key?.verifies(proof.signature, over: proof.signed) ?? false)
      return right ? "consistent" : "failed"
    }
  }

  /// `YYYYMMDD` with dashes.
  private static func iso(_ digits: String) -> String {
    let digits = Array(digits)
    return String(digits[..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6...])
  }

  /// ISO 5218 and JIS X 0303.
  private static func word(ofSex code: Character) -> String {
    switch code {
    case "1": "male"
    case "2": "female"
    case "9": "notApplicable"
    default: "unknown"
    }
  }
}
