internal import CSystem
internal import Domain
internal import Screens

#if canImport(Glibc)
  internal import Glibc
#endif

/// The terminal on which the linear face lets a secret be typed unseen: that of standard input, or, where that is none, the
/// process's own for as long as the secret takes.
@UI final class SecretTerminal {
  private let standard: LineInput
  private var own: LineInput?
  /// What is typed now is not seen.
  private(set) var isHidden = false

  init(besides standard: LineInput) { self.standard = standard }

  /// Where the answer comes from now.
  var input: LineInput { own ?? standard }
  var isOwn: Bool { own != nil }

  /// Nothing that was typed before counts, and nothing that is typed from now on is seen. False when there is no terminal.
  func prepare() -> Bool {
    if standard.isTerminal {
      standard.forgetTypeAhead()
    } else {
      let descriptor = cs_open("/dev/tty", O_RDWR | O_NOCTTY, 0)
      guard descriptor >= 0 else { return false }
      own = LineInput(descriptor)
    }
    hide()
    if !isHidden { closeOwn() }
    return isHidden
  }

  /// Also after others have had the terminal.
  func hide() {
    isHidden = cs_terminal_keep(input.descriptor) && cs_terminal_hide_input()
    if !isHidden { cs_terminal_give_back() }
  }

  /// What is typed is seen again; what nobody has read is thrown away.
  func show() {
    isHidden = false
    cs_terminal_give_back()
    closeOwn()
  }

  func closeOwn() {
    guard let own else { return }
    close(own.descriptor)
    self.own = nil
  }
}

extension PIN {
  /// The word of the prompt that was typed instead of a PIN: no PIN is one of these words.
  var spokenCommand: SpokenCommand? {
    withBytes { typed in
      SpokenCommand.allCases.first { command in command.spellings.contains { $0.utf8.elementsEqual(typed) } }
    }
  }
}
