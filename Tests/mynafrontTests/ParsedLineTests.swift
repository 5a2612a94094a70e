import Testing

@testable import mynafront

/// How a command line is read: GNU's conventions, and what is said when it is none.
struct ParsedLineTests {
  private func parse(_ line: String) throws(ParsedLine.Misuse) -> ParsedLine {
    try ParsedLine.parse(line.split(separator: " ").map { $0 == "''" ? "" : String($0) })
  }

  struct Reading: CustomStringConvertible, Sendable {
    let line: String
    var command: String?
    var noun: String?
    var arguments: [String] = []
    var options: [String: String] = [:]
    var description: String { line }
  }

  static let readings: [Reading] = [
    Reading(line: ""),
    Reading(line: "--linear", options: ["linear": "yes"]),
    Reading(line: "home", command: "home"),
    Reading(line: "notices", noun: "notices"),
    Reading(line: "notices list --limit 5", command: "notices list", options: ["limit": "5"]),
    Reading(line: "notices list --limit=5", command: "notices list", options: ["limit": "5"]),
    Reading(line: "notices list --search=a=b", command: "notices list", options: ["search": "a=b"]),
    Reading(line: "notices list --search=", command: "notices list", options: ["search": ""]),
    Reading(line: "notices list --search --all", command: "notices list", options: ["search": "--all"]),
    Reading(line: "--json notices --quiet list", command: "notices list", options: ["json": "yes", "quiet": "yes"]),
    Reading(line: "--limit 5 notices list", command: "notices list", options: ["limit": "5"]),
    Reading(line: "notices save n1 -o file", command: "notices save", arguments: ["n1"], options: ["output": "file"]),
    Reading(line: "notices save n1 -ofile", command: "notices save", arguments: ["n1"], options: ["output": "file"]),
    Reading(line: "notices save n1 -o -", command: "notices save", arguments: ["n1"], options: ["output": "-"]),
    Reading(
      line: "notices save -ho - n1", command: "notices save", arguments: ["n1"],
      options: ["help": "yes", "output": "-"]),
    Reading(line: "bff call x --input -", command: "bff call", arguments: ["x"], options: ["input": "-"]),
    Reading(line: "bff call x -", command: "bff call", arguments: ["x", "-"]),
    Reading(line: "bff call x -- --not=option", command: "bff call", arguments: ["x", "--not=option"]),
    Reading(line: "notices show -- -h", command: "notices show", arguments: ["-h"]),
    Reading(line: "-- home", command: "home"),
    Reading(line: "notices mark-read a b c", command: "notices mark-read", arguments: ["a", "b", "c"]),
    Reading(line: "notices show ''", command: "notices show", arguments: [""]),
    // The last one counts.
    Reading(line: "notices list --limit 1 --limit 2", command: "notices list", options: ["limit": "2"]),
    Reading(line: "--lang ja --lang=en home", command: "home", options: ["lang": "en"]),
    Reading(line: "home --json --no-json", command: "home", options: ["no-json": "yes"]),
    Reading(line: "home --no-json --json", command: "home", options: ["json": "yes"]),
    Reading(line: "home --no-yes", command: "home", options: ["no-yes": "yes"]),
    Reading(line: "notices list --no-unread", command: "notices list", options: ["no-unread": "yes"]),
    Reading(line: "home --no-input", command: "home", options: ["no-input": "yes"]),
    Reading(line: "home --no-input --no-no-input", command: "home", options: ["no-no-input": "yes"]),
    Reading(line: "home --no-no-input --no-input", command: "home", options: ["no-input": "yes"]),
    // Help may be asked for before the rest is there.
    Reading(line: "notices show --help", command: "notices show", options: ["help": "yes"]),
    Reading(line: "notices -h", noun: "notices", options: ["help": "yes"]),
    Reading(line: "explain", command: "explain"),
    Reading(line: "help what is this", command: "help", arguments: ["what", "is", "this"]),
  ]

  @Test(arguments: readings) func aLineIsReadAsGNUSays(_ expected: Reading) throws {
    let line = try parse(expected.line)
    #expect(line.command?.name == expected.command)
    #expect(line.noun == expected.noun)
    #expect(line.arguments == expected.arguments)
    #expect(line.options == expected.options)
  }

  struct Refusal: CustomStringConvertible, Sendable {
    let line: String
    let key: String
    var word: String?
    var suggestion: String?
    var command = ""
    var description: String { line }
  }

  static let refusals: [Refusal] = [
    Refusal(line: "bogus", key: "unknown-command", word: "bogus"),
    Refusal(line: "notises list", key: "unknown-command", word: "notises", suggestion: "notices"),
    Refusal(
      line: "notices lst", key: "unknown-command", word: "notices lst", suggestion: "notices list", command: "notices"),
    Refusal(line: "bogus --help", key: "unknown-command", word: "bogus"),
    Refusal(line: "home --bogus", key: "unknown-option", word: "--bogus", command: "home"),
    Refusal(line: "home --unread", key: "unknown-option", word: "--unread", command: "home"),
    Refusal(line: "home --qiet", key: "unknown-option", word: "--qiet", suggestion: "--quiet", command: "home"),
    // No abbreviations, but it is known what was meant.
    Refusal(
      line: "notices list --lim 5", key: "unknown-option", word: "--lim", suggestion: "--limit", command: "notices list"
    ),
    Refusal(line: "home --no-color", key: "unknown-option", word: "--no-color", suggestion: "--color", command: "home"),
    Refusal(line: "home --no-help", key: "unknown-option", word: "--no-help", suggestion: "--help", command: "home"),
    // A value may be a secret: only the name is said again.
    Refusal(line: "login --pin=1234", key: "unknown-option", word: "--pin", suggestion: "--pin-fd", command: "login"),
    Refusal(line: "login 1234", key: "extra-argument", command: "login"),
    Refusal(line: "home -x", key: "unknown-option", word: "-x"),
    Refusal(line: "home --json=1", key: "bad-value", word: "--json", command: "home"),
    Refusal(line: "home --no-json=1", key: "bad-value", word: "--no-json", command: "home"),
    Refusal(line: "home --=", key: "unknown-option", word: "--", command: "home"),
    Refusal(line: "home --lang fr", key: "bad-value", word: "--lang", command: "home"),
    Refusal(line: "home --lang easi", key: "bad-value", word: "--lang", suggestion: "easy", command: "home"),
    Refusal(line: "notices list --limit", key: "needs-value", word: "--limit"),
    Refusal(line: "notices save n1 -o", key: "needs-value", word: "--output"),
    Refusal(line: "notices show", key: "missing-argument", word: "ID", command: "notices show"),
    Refusal(line: "notices mark-read", key: "missing-argument", word: "ID", command: "notices mark-read"),
    Refusal(line: "notices show a b", key: "extra-argument", word: "b", command: "notices show"),
    Refusal(line: "home again", key: "extra-argument", word: "again", command: "home"),
    Refusal(line: "completion fishh", key: "bad-value", word: "SHELL", suggestion: "fish", command: "completion"),
    Refusal(line: "home --jsonl", key: "no-list", word: "home", suggestion: "--json", command: "home"),
  ]

  @Test(arguments: refusals) func whatIsNotUnderstoodIsSaid(_ expected: Refusal) {
    let misuse = #expect(throws: ParsedLine.Misuse.self) { _ = try parse(expected.line) }
    #expect(misuse?.key == "cli." + expected.key)
    #expect((misuse?.places["word"] ?? misuse?.places["name"] ?? misuse?.places["command"]) == expected.word)
    #expect(misuse?.suggestion == expected.suggestion)
    #expect(misuse?.command == expected.command)
  }

  @Test func anOptionThatMayStandSeveralTimesKeepsEveryValue() throws {
    let line = try parse("api GET /x -f a=1 --field b=2 --field=c=3")
    #expect(line["field"] == ["a=1", "b=2", "c=3"].joined(separator: String(Option.repeatMark)))
  }
}
