import Testing

@testable import mynafront

/// What the shells are told can be typed, from the table.
struct CompletionTests {
  private let completion = Completion(calls: ["notices.list", "home"], screens: ["start"]) { _ in "it's a: \\ sentence"
  }

  private func words(after before: String) -> [String]? {
    guard let place = completion.places.first(where: { $0.before == before }) else { return nil }
    if case .words(let words) = place.offer { return words.map(\.word) }
    return nil
  }

  @Test func everyCommandCanBeReached() {
    #expect(words(after: "") == CommandTable.nouns)
    for command in CommandTable.all where command.words.count > 1 {
      #expect(words(after: command.words[0])?.contains(command.words[1]) == true, "\(command.name)")
      #expect(words(after: "help " + command.words[0])?.contains(command.words[1]) == true)
    }
  }

  @Test func argumentsOfAClosedListAreOffered() {
    #expect(words(after: "bff call") == ["notices.list", "home"])
    #expect(words(after: "screens show") == ["start"])
    #expect(words(after: "config set") == ConfigurationKey.allCases.map(\.rawValue))
    #expect(words(after: "config set face") == ["auto", "full-screen", "linear"])
    #expect(words(after: "config set profile") == nil)
    #expect(words(after: "completion") == ["bash", "zsh", "fish"])
    #expect(words(after: "explain")?.contains("pinWrong") == true)
    #expect(completion.places.contains { $0.before == "screens check" && $0.offer == .directories })
    #expect(completion.offer(Argument("FILE").kind) == .files)
    #expect(completion.offer(Option("log", value: "FILE").kind) == .files)
  }

  @Test func noPlaceIsSaidTwice() {
    let places = completion.places.map(\.before)
    #expect(Set(places).count == places.count)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func sentencesCannotBreakAScript(_ shell: String) throws {
    let script = try #require(completion.script(for: shell)).joined(separator: "\n")
    switch shell {
    case "zsh": #expect(script.contains("'login:it'\\''s a: \\ sentence'"))
    case "fish": #expect(script.contains("-a 'login' -d 'it\\'s a: \\\\ sentence'"))
    default: #expect(!script.contains("sentence"))
    }
  }
}
