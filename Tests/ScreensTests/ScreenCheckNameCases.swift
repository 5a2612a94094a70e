/// Names that cannot be told apart or chosen, and files that nobody reads, for `ScreenCheckTests`.
extension ScreenCheckTests {
  private static let home = "screens/home.yaml"
  private static let thing = "screens/thing.yaml"

  static let nameCases: [Case] = [
    // Headings.
    Case(
      thing, "  - body: text", "  - heading: thing.heading\n  - body: text",
      "\(thing):9:14: the heading in line 6 has the same text"),
    Case(
      thing, "  - body: text", "  - heading: thing.state\n  - body: text"),
    Case(
      thing, "  - heading: thing.heading\n",
      "  - heading: thing.heading\n    when: state\n  - heading: thing.heading\n    unless: state\n"),
    // Choices.
    Case(
      "content/ja/home.md", "もう一度", "未読だけ", "\(home):20:16: the choice in line 19 has the same text in ja"),
    Case(
      home, "- {text: home.again, does: retry}", "- {text: home.unread, does: retry}",
      "\(home):20:16: the choice in line 19 has the same text", "content/ja/home.md:29:1: nobody uses 'home.again'"),
    Case(
      home, "- {text: home.again, does: retry}",
      "- {text: home.again, does: retry}\n      - {text: home.unread, sets: {unread: null}, when: param.unread}"),
    Case(
      "content/en/home.md", "もう一度", "１２",
      "content/en/home.md:29:1: '１２' is a number: typed, it means another choice (\(home):20)"),
    Case(
      "content/easy/home.md", "もう一度", "一覧（いちらん）",
      "content/easy/home.md:29:1: '一覧' is a word of the prompt: typed, it does that (\(home):20)"),
    Case(
      "content/ja/thing.md", "閉める", "戻る",
      "\(thing):12:16: the choice in line 11 has the same text in ja",
      "content/ja/thing.md:13:1: '戻る' is a word of the prompt: typed, it does that (\(thing):12)"),
    // Options.
    Case(
      "content/en/choose.md", "選ぶものb", "選ぶものa",
      "screens/forms/choose.yaml:8:31: the option in line 8 has the same text in en"),
    Case(
      "content/ja/choose.md", "選ぶものa", "ホーム",
      "content/ja/choose.md:10:1: 'ホーム' is a word of the prompt: typed, it does that (screens/forms/choose.yaml:8)"),
    // What can never be shown.
    Case(
      home, "unless: param.unread", "unless: param.unread, when: param.unread",
      "\(home):19:59: 'when' and 'unless' are of the same 'param.unread': this is never shown"),
    // Files.
    Case("screens/more.yml", "", "x", "screens/more.yml:1:1: nobody reads this file: its name must end in '.yaml'"),
    Case(
      "screens/forms/more.YAML", "", "x",
      "screens/forms/more.YAML:1:1: nobody reads this file: its name must end in '.yaml'"),
    Case(
      "screens/states/home.some.JSON", "", "x",
      "screens/states/home.some.JSON:1:1: nobody reads this file: its name must end in '.json'"),
    Case(
      "content/ja/HOME.MD", "", "x", "content/ja/HOME.MD:1:1: nobody reads this file: its name must end in '.md'"),
    Case("content/ja/.home.MD", "", "x"), Case("screens/README", "", "x"),
    Case(
      "screens/home.yaml", "# Home.", "# " + String(repeating: "x", count: 1 << 20),
      "screens/home.yaml:1:1: the file is too large: at most 1 MiB"),
    Case(
      "screens/states/home.some.json", "{\"result\"", String(repeating: " ", count: 5 << 20) + "{\"result\"",
      "screens/states/home.some.json:1:1: the file is too large: at most 1 MiB"),
    Case(
      "content/ja/home.md", "# 見出し", "# 見出し\r\nもっと",
      "content/ja/home.md:1:6: lines end in CR LF: save the file with LF alone"
    ),
    Case(
      "content/ja/home.md", "# 見出し", "# 見出し\rもっと",
      "content/ja/home.md:1:6: lines end in CR: save the file with LF alone"),
  ]
}
