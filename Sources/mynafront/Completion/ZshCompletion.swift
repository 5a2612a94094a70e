/// The completions for zsh, with a sentence beside each word.
struct ZshCompletion {
  private let completion: Completion
  init(_ completion: Completion) { self.completion = completion }

  var lines: [String] {
    #"""
    #compdef mynafront
    # Completions of mynafront for zsh, made by: mynafront completion zsh
    _mynafront() {
      local option='' word index current=$words[CURRENT]
      local -a plain list
      for ((index = 2; index < CURRENT; index++)); do
        word=$words[index]
        if [[ -n $option ]]; then
          option=''
          continue
        fi
        case $word in
          (VALUES) option=$word ;;
          (-*) ;;
          (*) plain+=("$word") ;;
        esac
      done
      if [[ -z $option && $current == --*=* ]]; then
        option=${current%%=*}
        compset -P '*='
      fi
    """#.scriptLines.map { $0.replacing("VALUES", with: Completion.spellingsWithValue.joined(separator: "|")) }
      + values + options + places
      + [
        "}", "if [[ $funcstack[1] == _mynafront ]]; then", "  _mynafront \"$@\"", "else",
        "  compdef _mynafront mynafront", "fi",
      ]
  }

  private var values: [String] {
    var lines = ["  case $option in"]
    for option in CommandTable.allOptions where !option.isSwitch {
      let actions = actions(completion.offer(option.kind))
      guard !actions.isEmpty else { continue }
      lines.append("    (\(Completion.spellings(option).joined(separator: "|")))")
      lines += actions.map { "      " + $0 }
      lines.append("      return ;;")
    }
    return lines + ["    (?*) return 1 ;;", "  esac"]
  }

  private var options: [String] {
    var lines =
      ["  if [[ $current == -* ]]; then", "    list=("] + described(completion.globalOptions, "      ") + ["    )"]
    lines.append("    case \"${(j: :)plain} \" in")
    for command in CommandTable.all where !command.options.isEmpty {
      lines.append("      ('\(command.name) '*) list+=(")
      lines += described(completion.ownOptions(of: command), "        ")
      lines.append("      ) ;;")
    }
    return lines + ["    esac", "    _describe -o option list", "    return", "  fi"]
  }

  private func described(_ options: [Option], _ indentation: String) -> [String] {
    options.flatMap { option in
      Completion.spellings(option).map {
        indentation + quoted(Completion.Word(word: $0, sentence: completion.sentence(of: option)))
      }
    }
  }

  private var places: [String] {
    var lines = ["  case \"${(j: :)plain}\" in"]
    for place in completion.places {
      lines.append("    (\(pattern(place.before)))")
      lines += actions(place.offer).map { "      " + $0 }
      lines.append("      ;;")
    }
    return lines + ["    (*) return 1 ;;", "  esac"]
  }

  private func pattern(_ before: String) -> String {
    "'" + before.split(separator: "*", omittingEmptySubsequences: false).joined(separator: "'*'") + "'"
  }

  private func actions(_ offer: Completion.Offer) -> [String] {
    switch offer {
    case .nothing: []
    case .files: ["_files"]
    case .directories: ["_files -/"]
    case .words(let words):
      ["list=("] + words.map { "  " + quoted($0) } + [")", "_describe -t words mynafront list"]
    }
  }

  /// `'word:sentence'`; a colon of the word is escaped, because it would end it.
  private func quoted(_ word: Completion.Word) -> String {
    let name = word.word.replacing(":", with: "\\:")
    let whole = word.sentence.isEmpty ? name : name + ":" + word.sentence
    return "'" + whole.replacing("'", with: "'\\''") + "'"
  }
}
