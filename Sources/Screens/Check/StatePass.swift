internal import Domain
internal import Reading

/// States: every file of sample values belongs to a screen or a form, and has nothing in it that would not be shown.
extension ScreenCheck {
  mutating func checkStates(_ directory: String) {
    findUnread(directory + "/states", named: "screens/states", ending: ".json", likes: [])
    let names = screenNames.union(formNames)
    for name in ScreenGallery.entries(directory + "/states").filter({ $0.hasSuffix(".json") && !$0.hasPrefix(".") })
      .sorted()
    {
      let file = "screens/states/\(name)"
      let parts = name.dropLast(".json".count).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts.contains("") else {
        find(file, Mark(line: 1, column: 1), "a state is called SCREEN.STATE.json")
        continue
      }
      if !names.contains(parts[0]) {
        find(
          file, Mark(line: 1, column: 1), "no screen '\(parts[0])'" + suggestion(for: parts[0], among: names.sorted()))
      }
      guard let bytes = readWholeFile("\(directory)/states/\(name)") else {
        find(file, Mark(line: 1, column: 1), "the file cannot be read")
        continue
      }
      do {
        var state = try StateFile(bytes, file: file)
        if let form = forms[parts[0]] {
          state.check(form)
        } else if let screen = screens[parts[0]] {
          let isJudged = state.value["waiting"]?.text.map { isUnreadable($0, .ja) } != true
          state.check(
            screen, screen.source.flatMap { calls[$0.text] }, form(opening: screen),
            texts: isJudged ? (texts[.ja] ?? [:]).keys.sorted() : nil)
        }
        findings += state.findings
      } catch {
        findings += error.findings
      }
    }
  }
}
