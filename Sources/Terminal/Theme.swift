internal import CNcurses
internal import Screens

/// The colours of the full screen. Meaning never rests on them: every state is a word.
public enum Theme: String, Hashable, Sendable, CaseIterable {
  /// Those of the terminal, whatever they are: bold and reverse only.
  case terminal
  /// Light on black, and black on white; at least 7:1 (WCAG 2.2, 1.4.6), whichever of the usual palettes of 16 colours is behind them.
  case contrastDark = "contrast-dark"
  case contrastLight = "contrast-light"

  /// Numbers of the 16 colours that every terminal has names for (ECMA-48, and the bright ones of aixterm).
  struct Colours: Hashable, Sendable {
    let foreground: Int
    let background: Int
    init(_ foreground: Int, on background: Int) {
      self.foreground = foreground
      self.background = background
    }
  }

  private static let black = 0
  private static let white = 15

  /// Nil: the terminal's own.
  func colours(of attribute: Grid.Attribute) -> Colours? {
    switch (self, attribute) {
    case (.terminal, _): nil
    case (.contrastDark, .plain): Colours(Self.white, on: Self.black)
    // Bright yellow.
    case (.contrastDark, .bold): Colours(11, on: Self.black)
    case (.contrastDark, .reverse): Colours(Self.black, on: Self.white)
    case (.contrastLight, .plain), (.contrastLight, .bold): Colours(Self.black, on: Self.white)
    case (.contrastLight, .reverse): Colours(Self.white, on: Self.black)
    }
  }

  /// Tells ncurses; a terminal without colours stays as it is.
  func apply() {
    for (index, attribute) in [(CN_PLAIN, Grid.Attribute.plain), (CN_BOLD, .bold), (CN_REVERSE, .reverse)] {
      guard let colours = colours(of: attribute) else { return }
      cn_colour(Int32(index), Int32(colours.foreground), Int32(colours.background))
    }
  }
}
