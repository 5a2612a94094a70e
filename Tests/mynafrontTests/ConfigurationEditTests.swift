import Testing

@testable import mynafront

/// One line of the person's file is changed; what else stands there is the person's.
struct ConfigurationEditTests {
  @Test(arguments: [
    ("", "face: linear\n"),
    ("# mine\n", "# mine\nface: linear\n"),
    ("face: full-screen\n", "face: linear\n"),
    ("face: full-screen", "face: linear"),
    ("language: en", "language: en\nface: linear\n"),
    ("face: full-screen   # why\nlanguage: en\n", "face: linear   # why\nlanguage: en\n"),
    ("face: 'full-screen' # it's \"so\"\n", "face: linear # it's \"so\"\n"),
    ("face: bogus\n", "face: linear\n"),
    ("face:\n", "face: linear\n"),
    (
      "# face: x\nprofiles:\n  face:\n    portal: 'https://x'\n",
      "# face: x\nprofiles:\n  face:\n    portal: 'https://x'\nface: linear\n"
    ),
    ("language: en\r\nface: auto # x\r\n", "language: en\r\nface: linear # x\r\n"),
    ("---\nface: auto\n", "---\nface: linear\n"),
  ]) func onlyTheLineOfTheKeyChanges(_ before: String, _ after: String) {
    #expect(ConfigurationEdit.setting("face", to: "linear", in: before)?.utf8.elementsEqual(after.utf8) == true)
  }

  /// What cannot be changed by one line is left to the person, whole.
  @Test(arguments: [
    "{face: auto}\n", "face: >\n  auto\n", "face : auto\n", "\"face\": auto\n", "language: en\n...\n", "- face\n",
    "language: [\n", "face: auto\nface: linear\n",
  ]) func aFileThatIsWrittenInAnotherWayIsNotTouched(_ text: String) {
    #expect(ConfigurationEdit.setting("face", to: "linear", in: text) == nil)
  }

  @Test(arguments: ["a#b", "it's", "true", "- x", "名前", "x: y", "12", "&a", "no"])
  func anyNameIsReadAgainAsItWasGiven(_ name: String) throws {
    let text = try #require(ConfigurationEdit.setting("profile", to: name, in: "face: auto # keep\n"))
    #expect(try Configuration.read(Array(text.utf8), file: "x")[.profile] == name)
    #expect(text.hasPrefix("face: auto # keep\n"))
  }
}
