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
    // As an input method leaves them, where nobody can see it.
    (.authentication, "１２３４", true), (.authentication, "1２3４", true), (.authentication, "１２３", false),
    (.authentication, "１２３ａ", false), (.authentication, "一二三四", false), (.signature, "ａｂｃ１２３", true),
    (.signature, "ＡＢＣ－１２", false), (.surface, "０１２３４５６７８９０１２３", true),
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

  @Test func fullWidthCharactersBecomePlainOnesAndNothingOfThemStays() {
    var pin = Self.pin("ａＢｃ１２３")
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
