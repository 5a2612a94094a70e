/// The completions for bash, without the package bash-completion.
struct BashCompletion {
  private let completion: Completion
  init(_ completion: Completion) { self.completion = completion }

  var lines: [String] {
    #"""
    # Completions of mynafront for bash, made by: mynafront completion bash
    _mynafront_offer() { mapfile -t COMPREPLY < <(compgen -W "$1" -P "$prefix" -- "$current"); }
    _mynafront_paths() {
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -P "$prefix" "$1" -- "$current")
    }
    _mynafront() {
      local current=${COMP_WORDS[COMP_CWORD]} prefix='' option='' word index options IFS=$' \t\n'
      local -a plain=()
      COMPREPLY=()
      for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        # Bash parts --lang=en into three words.
        [[ $word == '=' ]] && continue
        if [[ -n $option ]]; then
          option=''
          continue
        fi
        case $word in
          VALUES) option=$word ;;
          -*) ;;
          *) plain+=("$word") ;;
        esac
      done
      [[ $current == '=' ]] && current=''
      if [[ -z $option && $current == --*=* ]]; then
        option=${current%%=*} prefix=${current%%=*}= current=${current#*=}
      fi
    """#.scriptLines.map { $0.replacing("VALUES", with: Completion.spellingsWithValue.joined(separator: "|")) }
      + values + options + places + ["}", "complete -F _mynafront mynafront"]
  }

  private var values: [String] {
    var lines = ["  case $option in"]
    for option in CommandTable.allOptions where !option.isSwitch {
      guard let action = action(completion.offer(option.kind)) else { continue }
      lines.append("    \(Completion.spellings(option).joined(separator: "|"))) \(action) ;;")
    }
    return lines + ["  esac", "  [[ -n $option ]] && return"]
  }

  private var options: [String] {
    var lines = ["  if [[ $current == -* ]]; then", "    options='\(spelled(completion.globalOptions))'"]
    lines.append("    case \"${plain[*]} \" in")
    for command in CommandTable.all where !command.options.isEmpty {
      lines.append("      '\(command.name) '*) options+=' \(spelled(completion.ownOptions(of: command)))' ;;")
    }
    return lines + ["    esac", "    _mynafront_offer \"$options\"", "    return", "  fi"]
  }

  private func spelled(_ options: [Option]) -> String {
    options.flatMap(Completion.spellings).joined(separator: " ")
  }

  private var places: [String] {
    var lines = ["  case \"${plain[*]}\" in"]
    for place in completion.places {
      guard let action = action(place.offer) else { continue }
      lines.append("    \(pattern(place.before))) \(action) ;;")
    }
    return lines + ["  esac"]
  }

  private func pattern(_ before: String) -> String {
    "'" + before.split(separator: "*", omittingEmptySubsequences: false).joined(separator: "'*'") + "'"
  }

  private func action(_ offer: Completion.Offer) -> String? {
    switch offer {
    case .nothing: nil
    case .files: "_mynafront_paths -f"
    case .directories: "_mynafront_paths -d"
    case .words(let words): "_mynafront_offer '\(words.map(\.word).joined(separator: " "))'"
    }
  }
}
