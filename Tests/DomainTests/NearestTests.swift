import Domain
import Testing

/// The one word that a person probably meant, also where several are as near.
struct NearestTests {
  private static let words = ["login", "logout", "session", "notices", "card", "config", "doctor"]

  @Test(
    arguments: [
      ("logn", "login"), ("lgoin", "login"), ("logut", "logout"), ("notice", "notices"), ("crad", "card"),
      ("dcotor", "doctor"), ("confg", "config"), ("xyzzy", nil), ("", nil), ("ca", nil), ("car", "card"),
    ] as [(String, String?)])
  func aMisspellingFindsItsWord(_ typed: String, _ meant: String?) {
    #expect(Nearest.word(to: typed, among: Self.words) == meant)
  }

  /// The order of the list does not decide where anything else can.
  @Test(arguments: [
    ("aut", ["out", "auth"], "auth"), ("sgin", ["sing", "sign"], "sign"), ("text", ["test", "texts"], "texts"),
    ("list", ["lost", "lint", "listen"], "lint"), ("reed", ["feed", "read", "need"], "read"),
  ])
  func ofSeveralAsNearTheOneThatBeginsTheSameIsMeant(_ typed: String, _ words: [String], _ meant: String) {
    #expect(Nearest.word(to: typed, among: words) == meant)
    #expect(Nearest.word(to: typed, among: words.reversed()) == meant)
  }
}
