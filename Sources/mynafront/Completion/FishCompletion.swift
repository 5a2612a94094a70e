/// The completions for fish, with a sentence beside each word.
struct FishCompletion {
  private let completion: Completion
  init(_ completion: Completion) { self.completion = completion }

  var lines: [String] {
    #"""
    # Completions of mynafront for fish, made by: mynafront completion fish
    function __mynafront_plain
      set -l plain
      set -l skip no
      for word in (commandline -opc)[2..-1]
        if test $skip = yes
          set skip no
          continue
        end
        switch $word
          case VALUES
            set skip yes
          case '-*'
          case '*'
            set -a plain $word
        end
      end
      echo "$plain"
    end
    # Whether the words before are these; * is any argument. The x, because nothing is a word too.
    function __mynafront_at
      string match -q -- "x$argv[1]" x(__mynafront_plain)
    end
    # Whether the command is one of these.
    function __mynafront_in
      set -l plain (__mynafront_plain)
      for command in $argv
        string match -q -- "$command *" "$plain "; and return 0
      end
      return 1
    end
    complete -c mynafront -f
    """#.scriptLines.map { $0.replacing("VALUES", with: Completion.spellingsWithValue.joined(separator: " ")) }
      + completion.globalOptions.map { line($0, when: nil) }
      + completion.ownOptions.map {
        line($0.option, when: "__mynafront_in " + $0.commands.map(inner).joined(separator: " "))
      }
      + completion.places.flatMap(lines)
  }

  private func line(_ option: Option, when condition: String?) -> String {
    var line = "complete -c mynafront -l \(option.name)"
    if let letter = option.letter { line += " -s \(letter)" }
    if let condition { line += " -n " + quoted(condition) }
    if !option.isSwitch {
      switch completion.offer(option.kind) {
      case .files: line += " -r -F"
      case .directories: line += " -x -a '(__fish_complete_directories)'"
      case .words(let words): line += " -x -a " + quoted(words.map(\.word).joined(separator: " "))
      case .nothing: line += " -x"
      }
    }
    return line + " -d " + quoted(completion.sentence(of: option))
  }

  private func lines(_ place: Completion.Place) -> [String] {
    let start = "complete -c mynafront -n " + quoted("__mynafront_at " + inner(place.before))
    return switch place.offer {
    case .nothing: []
    case .files: [start + " -F"]
    case .directories: [start + " -a '(__fish_complete_directories)'"]
    case .words(let words):
      words.map { start + " -a " + quoted($0.word) + ($0.sentence.isEmpty ? "" : " -d " + quoted($0.sentence)) }
    }
  }

  /// A word within a condition, which is quoted as a whole.
  private func inner(_ word: String) -> String { "\"" + word + "\"" }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
