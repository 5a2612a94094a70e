import Foundation
import Testing

/// What is made from the table of commands, tried by the programs it is made for: shells, man and groff.
@Suite(.serialized, .onThreads) struct GeneratedTests {
  private struct Entry {
    let noun: String
    let verb: String?
    let options: [String]
  }

  /// The table, as the program tells it.
  private func table(_ world: World) throws -> [Entry] {
    let help = try world.client("help", "--json")
    let document = try #require(try JSONSerialization.jsonObject(with: help.bytes) as? [String: Any])
    let items = try #require(document["items"] as? [[String: Any]])
    return items.compactMap { item in
      guard let words = (item["command"] as? String)?.split(separator: " ").map(String.init), let noun = words.first
      else { return nil }
      let options = (item["options"] as? [String] ?? []).map { String($0.prefix { $0 != " " }) }
      return Entry(noun: noun, verb: words.dropFirst().first, options: options)
    }
  }

  /// Lines as they would be typed, up to the place of the key; what must be offered there, and what must not.
  private func questions(_ world: World) throws -> [(typed: String, offered: [String], absent: [String])] {
    let table = try table(world)
    var questions: [(String, [String], [String])] = [
      ("", table.map(\.noun), ["list"]), ("--lang ", ["ja", "easy", "en"], ["login"]),
      ("completion ", ["bash", "zsh", "fish"], []), ("explain p", ["pinWrong", "portalSlow"], ["noCard"]),
      ("explain ", ["pinWrong", "noCard"], []), ("config set ", ["face", "language"], []),
      ("config set face ", ["linear", "full-screen", "auto"], ["ja"]), ("bff describe ", ["notices.list", "home"], []),
      ("--json bff describe no", ["notices.list"], ["home"]), ("--lang en home --qu", ["--quiet"], ["--json"]),
      ("help ", ["notices", "home"], []), ("help notices ", ["list", "show"], ["home"]),
      ("screens show sta", ["start", "status"], ["home"]), ("notices show x ", [], ["home", "list"]),
      ("notices list --limit ", [], ["home", "list"]),
    ]
    for entry in table {
      if let verb = entry.verb { questions.append(("\(entry.noun) ", [verb], ["login"])) }
      let words = [entry.noun, entry.verb].compactMap { $0 }.joined(separator: " ")
      questions.append((words + " --", entry.options + ["--help", "--json"], entry.options.isEmpty ? ["--limit"] : []))
    }
    return questions
  }

  /// Asks a shell all questions at once; its script prints a line `question N` and then one offer a line.
  private func check(_ world: World, _ shell: String, _ script: (_ typed: [String]) -> String) throws {
    let questions = try questions(world)
    let file = world.home + "/run/script"
    try Data(script(questions.map(\.typed)).utf8).write(to: URL(fileURLWithPath: file))
    let result = try world.shell(
      "mynafront completion \(shell) >$HOME/run/completion && \(shell) -n $HOME/run/completion && \(shell) \(file)")
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.isEmpty, "\(result.errors)")
    let answers = result.output.components(separatedBy: "question ").dropFirst()
    #expect(answers.count == questions.count)
    for (question, answer) in zip(questions, answers) {
      let offers = Set(
        answer.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "\t" && $0 != ":" && $0 != " " }) })
      for word in question.offered { #expect(offers.contains(word), "\(shell), after '\(question.typed)': \(offers)") }
      for word in question.absent { #expect(!offers.contains(word), "\(shell), after '\(question.typed)'") }
    }
  }

  @Test func bashOffersEveryCommandAndOption() throws {
    try check(try World(), "bash") { typed in
      var script = "source $HOME/run/completion\n"
      for (index, line) in typed.enumerated() {
        script += "COMP_WORDS=(mynafront \(line.hasSuffix(" ") || line.isEmpty ? line + "''" : line))\n"
        script += "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _mynafront\n"
        script += "echo question \(index); printf '%s\\n' \"${COMPREPLY[@]}\"\n"
      }
      return script
    }
  }

  /// Bash parts words at "="; files are offered where a file is wanted.
  @Test func bashCompletesValuesAndFiles() throws {
    let world = try World()
    let result = try world.shell(
      """
      source <(mynafront completion bash); cd $HOME; touch 'a file' afile
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _mynafront; (IFS=,; echo "${COMPREPLY[*]}"); }
      ask mynafront --lang = e
      ask mynafront --lang=e
      ask mynafront --lang =
      ask mynafront notices save x -o a
      ask mynafront screens check r
      complete -p mynafront
      """)
    #expect(
      result.output.split(separator: "\n").map(String.init) == [
        "easy,en", "--lang=easy,--lang=en", "ja,easy,en", "a file,afile", "run", "complete -F _mynafront mynafront",
      ], "\(result.errors)")
  }

  @Test func fishOffersEveryCommandAndOption() throws {
    try check(try World(), "fish") { typed in
      "source $HOME/run/completion\n"
        + typed.enumerated().map { "echo question \($0)\ncomplete -C 'mynafront \($1)'\n" }.joined()
    }
  }

  /// The functions of zsh's completion system are replaced by ones that print; the system itself is tried in the next test.
  @Test func zshOffersEveryCommandAndOption() throws {
    try check(try World(), "zsh") { typed in
      var script = """
        compdef() { :; }
        compset() { current=${current#*=}; }
        print_matching() { local word; for word; do [[ $word == ${current}* ]] && print -r -- $word; done; }
        compadd() { shift; print_matching "$@"; }
        _describe() { print_matching "${(@P)@[-1]}"; }
        _files() { print FILES; }
        source $HOME/run/completion

        """
      for (index, line) in typed.enumerated() {
        script += "words=(mynafront \(line.hasSuffix(" ") || line.isEmpty ? line + "''" : line)); CURRENT=$#words\n"
        script += "print question \(index); _mynafront; true\n"
      }
      return script
    }
  }

  /// The runner of the tests blocks signals, and a shell at a prompt waits for its children by signals.
  private static let unblocked = """
    python3 -c 'import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execvp(sys.argv[1], sys.argv[1:])'
    """

  /// Only what the key adds to the line is waited for.
  @Test func zshCompletesAtAPrompt() throws {
    let world = try World()
    let script = """
      zmodload zsh/zpty
      zpty Z env TERM=dumb zsh -f -i
      zpty -w Z "PS1=; cd $HOME; autoload -U compinit; compinit -u -D; source $HOME/run/completion; print re''ady"
      zpty -r -m Z text '*ready*'
      sleep 0.5
      zpty -w -n Z $'mynafront bff desc\\t'
      zpty -r -m Z text '*ribe*'
      zpty -w -n Z $'notices.mark-r\\t'
      zpty -r -m Z text '*ead*' && print completed
      zpty -d Z
      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: world.home + "/run/script"))
    let result = try world.shell(
      """
      mynafront completion zsh >$HOME/run/completion
      \(Self.unblocked) timeout 20 zsh -f $HOME/run/script </dev/null
      """)
    #expect(result.output.hasSuffix("completed\n"), "\(result.code) \(result.output) \(result.errors)")
  }

  @Test(arguments: ["en", "ja", "easy"]) func theManualPageIsShownWithoutAWarning(_ language: String) throws {
    let world = try World()
    let page = world.home + "/run/page.1"
    #expect(try world.shell("mynafront manual --lang \(language) >\(page)").code == 0)
    for line in [
      "MANWIDTH=80 LC_ALL=C.UTF-8 man -l --warnings -Tutf8 - <\(page)", "groff -man -Kutf8 -Tutf8 -ww <\(page)",
    ] {
      let shown = try world.shell(line)
      #expect(shown.code == 0)
      #expect(shown.errors.isEmpty, "\(line): \(shown.errors)")
      #expect(shown.output.contains("--pin-fd") || shown.output.contains("\u{8}"), "what is typed can be copied")
    }
    let indexed = try world.shell("lexgrog \(page)")
    #expect(indexed.output.contains("\"mynafront - "), "\(indexed.output)")
    #expect(!indexed.output.contains("\\"))
  }
}
