internal import Domain

/// What a card holds, as data: applications, their files, who may read them. The layout is that of a My Number card as jpki/myna,
/// OpenSC, soltia48/myna-card and AokiApp/jsapdu found it; the contents are a persona's.
struct CardContents: Sendable {
  struct Application: Sendable {
    let identifier: [UInt8]
    var files: [UInt8: File]
  }
  enum File: Sendable {
    /// READ BINARY, when one of these secrets was shown; free when there are none.
    case bytes([UInt8], after: [UInt8])
    /// READ RECORD, free.
    case records([[UInt8]])
    /// VERIFY: which secret of the card's memory.
    case secret(String)
    /// COMPUTE DIGITAL SIGNATURE, when the secret was shown.
    case key(SigningKey, after: UInt8)
  }
  /// A PIN as it is on a fresh card.
  struct Secret: Sendable {
    let value: [UInt8]
    let tries: Int
    let triesLeft: Int
    /// The lengths that a new value may have.
    let lengths: ClosedRange<Int>
  }

  var applications: [Application]
  /// By the name under which the memory keeps the counter: `auth`, `sign`, `text`, `juki`, …
  var secrets: [String: Secret]
}

extension CardContents {
  /// The card of a persona, as new.
  init(persona: Persona, credentials: CardCredentials) throws {
    let number = Self.sampleNumber(persona)
    let numberFile = BERWriter.object(0xFF10, Array(number.utf8)) + [0xFF, 0xFF]
    let attributes = Self.attributes(persona)
    var files: [UInt8: File] = [
      0x02: .bytes(credentials.signCA, after: []),
      0x06: .bytes(Self.token(persona), after: []),
      0x08: .bytes([credentials.signCertificate == nil ? 0x00 : 0x8F, 0x8F, 0x00], after: []),
      0x0A: .bytes(credentials.authCertificate, after: []),
      0x0B: .bytes(credentials.authCA, after: []),
      0x17: .key(try SigningKey(pem: credentials.authKeyPEM), after: 0x18),
      0x18: .secret("auth"),
    ]
    if let certificate = credentials.signCertificate, let key = credentials.signKeyPEM {
      files[0x01] = .bytes(certificate, after: [0x1B])
      files[0x1A] = .key(try SigningKey(pem: key), after: 0x1B)
      files[0x1B] = .secret("sign")
    }
    let text: [UInt8: File] = [
      0x01: .bytes(numberFile, after: [0x11, 0x14]), 0x02: .bytes(attributes.file, after: [0x11, 0x15]),
      0x03: .bytes(
        try credentials.maker.proof(number: numberFile, attributes: attributes.objects), after: [0x11, 0x14, 0x15]),
      0x04: .bytes(try credentials.maker.certificate(), after: []),
      0x11: .secret("text"), 0x12: .secret("never"), 0x14: .secret("numberA"), 0x15: .secret("numberB"),
    ]
    // 照合番号 B opens the pictures, A the number's picture.
    let surface: [UInt8: File] = [
      0x02: .bytes(Self.surface(persona), after: [0x12]),
      0x05: .bytes(
        BERWriter.object(0xFF40, BERWriter.object(0xDF41, SamplePictures.word)) + [0xFF, 0xFF], after: [0x13]),
      0x12: .secret("surfaceB"), 0x13: .secret("surfaceA"),
    ]
    let record =
      [0x01, 0x1C] + Array((Self.digits(persona.id + " serial", 15) + "99001" + Self.expiryYear + "1231").utf8)
    let common: [UInt8: File] = [0x01: .records([record]), 0x1C: .secret("common")]
    let juki: [UInt8: File] = [0x1C: .secret("juki")]
    applications = [
      Application(identifier: [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01], files: files),
      Application(identifier: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08], files: text),
      Application(identifier: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02], files: surface),
      Application(identifier: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01], files: juki),
      Application(identifier: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00], files: common),
    ]
    func secret(_ value: String, tries: Int, left: Int? = nil, _ lengths: ClosedRange<Int>) -> Secret {
      Secret(value: Array(value.utf8), tries: tries, triesLeft: left ?? tries, lengths: lengths)
    }
    let authLeft = [CardCondition.authLocked: 0, .authOneTryLeft: 1][persona.card]
    let signLeft = [CardCondition.signLocked: 0, .signOneTryLeft: 1][persona.card]
    secrets = [
      "auth": secret(persona.pins.authentication, tries: 3, left: authLeft, 4...4),
      "sign": secret(persona.pins.signature, tries: 5, left: signLeft, 6...16),
      "text": secret(persona.pins.text, tries: 3, 4...4),
      "juki": secret(persona.pins.juki, tries: 3, 4...4), "common": secret(persona.pins.juki, tries: 3, 4...4),
      "numberA": secret(number, tries: 10, 12...12), "surfaceA": secret(number, tries: 10, 12...12),
      "numberB": secret(Self.checkNumberB(persona), tries: 10, 14...14),
      "surfaceB": secret(Self.checkNumberB(persona), tries: 10, 14...14),
      "never": secret("", tries: 10, left: 0, 4...4),
    ]
  }

  // MARK: - Contents

  /// CK_TOKEN_INFO (PKCS #11): label, maker, model, serial number, flags, ten numbers, two versions, time; 160 bytes.
  private static func token(_ persona: Persona) -> [UInt8] {
    func padded(_ text: String, _ count: Int) -> [UInt8] {
      Array(text.utf8.prefix(count)) + [UInt8](repeating: 0x20, count: max(0, count - text.utf8.count))
    }
    return padded("JPKIAPICCTOKEN2", 32) + padded("SAMPLE", 32) + padded("", 16) + padded(digits(persona.id, 16), 16)
      + [0x00, 0x00, 0x04, 0x0D] + [UInt8](repeating: 0, count: 40) + [1, 0, 1, 0] + padded("", 16)
  }

  /// The last year of every practice card: 照合番号 B has it too.
  private static let expiryYear = "2035"

  /// FF20 with name, address, birth and sex; `objects` without the table.
  private static func attributes(_ persona: Persona) -> (file: [UInt8], objects: [UInt8]) {
    let objects = [
      BERWriter.object(0xDF22, Array(persona.name.utf8)), BERWriter.object(0xDF23, Array(persona.address.utf8)),
      BERWriter.object(0xDF24, Array(persona.birth.cardDigits.utf8)),
      BERWriter.object(0xDF25, Array(String(persona.sex.code).utf8)),
    ]
    return (withOffsets(objects), objects.flatMap { $0 })
  }

  /// FF20 with what is printed. The signature (DF28) is the issuer's over digests; nobody here can check it on a real card, so
  /// a practice card holds none that means anything.
  private static func surface(_ persona: Persona) -> [UInt8] {
    withOffsets([
      BERWriter.object(0xDF22, Array(persona.birth.cardDigits.utf8)),
      BERWriter.object(0xDF23, Array(String(persona.sex.code).utf8)), BERWriter.object(0xDF24, []),
      BERWriter.object(0xDF25, SamplePictures.word), BERWriter.object(0xDF26, SamplePictures.word),
      BERWriter.object(0xDF27, SamplePictures.face), BERWriter.object(0xDF28, []),
      BERWriter.object(0xDF29, Array((expiryYear + "1231").utf8)), BERWriter.object(0xDF2A, SamplePictures.word),
    ])
  }

  /// FF20 with a table of where each object begins (DF21, from the start of the file, two bytes each), then the objects.
  private static func withOffsets(_ objects: [[UInt8]]) -> [UInt8] {
    let tableLength = BERWriter.object(0xDF21, [UInt8](repeating: 0, count: 2 * objects.count)).count
    let bodyLength = tableLength + objects.reduce(0) { $0 + $1.count }
    let headerLength = BERWriter.object(0xFF20, [UInt8](repeating: 0, count: bodyLength)).count - bodyLength
    var offset = headerLength + tableLength
    var table: [UInt8] = []
    for object in objects {
      table += [UInt8(offset >> 8), UInt8(offset & 0xFF)]
      offset += object.count
    }
    return BERWriter.object(0xFF20, BERWriter.object(0xDF21, table) + objects.flatMap { $0 })
  }

  /// Digits that depend on a word alone (FNV-1a, 64 bits): the same persona always has the same card.
  private static func digits(_ word: String, _ count: Int) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var text = ""
    for index in 0..<count {
      for byte in Array(word.utf8) + [UInt8(index)] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      text += String((hash >> 32) % 10)
    }
    return text
  }

  /// A My Number whose check digit is wrong, so that it can be nobody's.
  static func sampleNumber(_ persona: Persona) -> String {
    let body = digits(persona.id + " number", 11)
    return body + String((checkDigit(body) + 1) % 10)
  }

  /// 行政手続における特定の個人を識別するための番号の利用等に関する法律施行規則, check digit: weights 2…7, 2…6 from the right, modulo 11.
  static func checkDigit(_ body: String) -> Int {
    let sum = body.utf8.reversed().enumerated().reduce(0) { sum, digit in
      sum + (Int(digit.element) - 0x30) * (digit.offset < 6 ? digit.offset + 2 : digit.offset - 4)
    }
    return sum % 11 <= 1 ? 0 : 11 - sum % 11
  }

  /// 照合番号 B: birth as 和暦 YYMMDD, year in which the card ends, security code.
  static func checkNumberB(_ persona: Persona) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let birth = persona.birth
    let date = CalendarDate(birth.year, birth.month ?? 1, birth.day ?? 1)
    let year = date.flatMap(Era.of)?.year ?? birth.year % 100
    return two(year % 100) + two(birth.month ?? 0) + two(birth.day ?? 0) + expiryYear + digits(persona.id + " code", 4)
  }
}
