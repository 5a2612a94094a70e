/// Mistakes in the words: a language that lacks a text, what cannot be shown, keys that are none. For `ScreenCheckTests`.
extension ScreenCheckTests {
  static let wordCases: [Case] =
    [
      // Languages.
      Case(
        "content/en/home.md", "## home.again\nもう一度\n", "", "content/ja/home.md:29:1: 'home.again' is missing in en",
        "screens/home.yaml:20:16: no text 'home.again' in en"),
      Case(
        "content/en/home.md", "## home.again\n", "## home.more\nMore\n\n## home.again\n",
        "content/en/home.md:29:1: 'home.more' has no Japanese text; did you mean 'home.none'?"),
      Case(
        "content/easy/values.md", "## value.thingState.open\n開\n", "",
        "content/easy/values.md:1:1: the program needs the text 'value.thingState.open'",
        "content/ja/values.md:1:1: 'value.thingState.open' is missing in easy"),
      Case(
        "content/ja/home.md", "# 見出し\n", "## home.unused\n使わない\n",
        "content/ja/home.md:1:1: 'home.unused' is missing in easy",
        "content/ja/home.md:1:1: 'home.unused' is missing in en", "content/ja/home.md:1:1: nobody uses 'home.unused'"),
      // Speak.
      Case(
        "content/ja/home.md", "未読だけ", "未読\u{1B}[31mだけ",
        "content/ja/home.md:27:3: a control character: U+001B"),
      Case("content/ja/home.md", "未読だけ", "未読\u{0}だけ", "content/ja/home.md:27:3: a control character: U+0000"),
      Case("content/ja/home.md", "未読だけ", "未読\u{85}だけ", "content/ja/home.md:27:3: a control character: U+0085"),
      Case("content/ja/home.md", "# 見出し", "# 見出\u{7}し\u{7}", "content/ja/home.md:1:5: a control character: U+0007"),
      Case(
        "content/ja/home.md", "未読だけ", "未読&#x202E;だけ",
        "content/ja/home.md:27:1: a character that cannot be shown: U+202E"
      ),
      Case(
        "content/ja/home.md", "未読だけ", "| 未読 | 既読 |\n|---|---|\n| 1 | 2 |",
        "content/ja/home.md:27:1: a table cannot be heard; write a list"),
      Case(
        "content/ja/home.md", "未読だけ", "未読 | 既読\n:--- | ---\n1 | 2",
        "content/ja/home.md:27:1: a table cannot be heard; write a list"),
      Case(
        "content/ja/home.md", "未読だけ", String(repeating: "x", count: 77),
        "content/ja/home.md:26:1: a choice has at most 76 columns; this one has 77",
        "content/ja/home.md:27:1: a word is wider than 76 columns and cannot be broken"),
      Case(
        "content/ja/home.md", "{title}", "{title",
        "content/easy/home.md:17:1: 'home.row' and its Japanese text differ in {title}",
        "content/en/home.md:17:1: 'home.row' and its Japanese text differ in {title}",
        "content/ja/home.md:17:1: 'home.row' has no text",
        "content/ja/home.md:18:1: a brace is open or a place has no name"),
      Case(
        "content/ja/home.md", "## home.again", "  ## home.again",
        "content/ja/home.md:29:3: write the key as '## home.again', alone in its line"),
      Case(
        "content/ja/home.md", "## home.again", "## thing.again",
        "content/easy/home.md:29:1: 'home.again' has no Japanese text",
        "content/en/home.md:29:1: 'home.again' has no Japanese text",
        "content/ja/home.md:29:1: 'thing.again' belongs into thing.md",
        "content/ja/home.md:29:1: 'thing.again' is missing in easy",
        "content/ja/home.md:29:1: 'thing.again' is missing in en", "content/ja/home.md:29:1: nobody uses 'thing.again'",
        "screens/home.yaml:20:16: no text 'home.again' in ja"),
      Case(
        "content/en/home.md", "未読だけ", "<b>未読だけ</b>",
        "content/en/home.md:27:1: HTML and pictures are not understood; write \\< for a bracket"),
      Case(
        "content/en/home.md", "未読だけ", "> 未読だけ", "content/en/home.md:27:1: only paragraphs and lists stand under a key"),
      Case(
        "content/en/home.md", "未読だけ", "### 未読だけ", "content/en/home.md:27:1: only paragraphs and lists stand under a key"
      ),
    ]
}
