import Domain
import Testing

@Suite struct PINTests {
  private static func pin(_ text: String) -> PIN {
    var pin = PIN()
    for byte in text.utf8 { _ = pin.append(byte) }
    return pin
  }

  @Test(arguments: [
    (PINKind.authentication, "1234", true), (.authentication, "123", false), (.authentication, "12345", false),
    (.authentication, "12a4", false), (.authentication, "１２", false), (.text, "0000", true), (.juki, "0000", true),
    (.juki, "", false), (.signature, "ABC123", true), (.signature, "abc123", true), (.signature, "ABC12", false),
    (.signature, "ABCDEFGH12345678", true), (.signature, "ABCDEFGH123456789", false), (.signature, "ABC-123", false),
    (.signature, "ABC 123", false),
  ])
  func theFormIsCheckedBeforeAnyCardSeesIt(kind: PINKind, text: String, good: Bool) {
    var pin = Self.pin(text)
    let found = pin.hasForm(of: kind)
    #expect(found == good)
  }

  @Test func lettersOfASigningPasswordBecomeCapitals() {
    var pin = Self.pin("aBc123")
    _ = pin.hasForm(of: .signature)
    let text = pin.withBytes { String(decoding: $0, as: UTF8.self) }
    #expect(text == "ABC123")
  }

  /// As an input method leaves them, where nobody can see it.
  @Test(arguments: [
    ("１２３４", "1234"), ("1２3４", "1234"), ("ＡＺａｚ０９", "AZaz09"), ("！～", "!~"), ("ｑ", "q"), ("一二", "一二"), ("ﾊｲ", "ﾊｲ"),
    ("", ""),
  ])
  func whatIsTypedInFullWidthIsMadePlain(typed: String, plain: String) {
    var pin = Self.pin(typed)
    pin.narrow()
    let text = pin.withBytes { String(decoding: $0, as: UTF8.self) }
    #expect(text == plain)
  }

  @Test func nothingOfFullWidthCharactersStays() {
    var pin = Self.pin("ａＢｃ１２３")
    pin.narrow()
    _ = pin.hasForm(of: .signature)
    let text = pin.withBytes { String(decoding: $0, as: UTF8.self) }
    #expect(text == "ABC123" && pin.count == 6)
    // Room for as much as before.
    for _ in 0..<10 { _ = pin.append(0x31) }
    let fits = pin.hasForm(of: .signature)
    #expect(fits)
  }

  @Test func whatIsTakenBackIsGone() {
    var pin = Self.pin("12345")
    pin.removeLast()
    let left = pin.withBytes { Array($0) }
    #expect(left == Array("1234".utf8))
    pin.removeAll()
    pin.removeLast()
    let count = pin.count
    let isEmpty = pin.withBytes { $0.isEmpty }
    #expect(count == 0 && isEmpty)
  }

  @Test func moreThanFitsIsNotKept() {
    var pin = PIN()
    var taken = 0
    while taken < 1000, pin.append(0x31) { taken += 1 }
    let (count, hasForm) = (pin.count, pin.hasForm(of: .signature))
    #expect(taken == count && !hasForm)
    #expect(taken >= PIN.maximumLength && taken < 1000)
  }

  @Test(arguments: [(PINKind.authentication, "auth"), (.signature, "sign"), (.text, "text"), (.juki, "juki")])
  func eachKindHasItsWord(kind: PINKind, word: String) { #expect(kind.word == word) }
}
