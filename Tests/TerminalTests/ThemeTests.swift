import Foundation
import Screens
import Testing

@testable import Terminal

/// High contrast is a number, not an impression.
@Suite struct ThemeTests {
  /// What terminals draw for the colours 0, 11 and 15, as their own settings say: RGB.
  static let palettes: [(name: String, colours: [Int: (Double, Double, Double)])] = [
    ("xterm", [0: (0, 0, 0), 11: (255, 255, 0), 15: (255, 255, 255)]),
    ("VGA and the Linux console", [0: (0, 0, 0), 11: (255, 255, 85), 15: (255, 255, 255)]),
    ("Windows Terminal, Campbell", [0: (12, 12, 12), 11: (249, 241, 165), 15: (242, 242, 242)]),
    ("GNOME Terminal, Tango", [0: (46, 52, 54), 11: (252, 233, 79), 15: (238, 238, 236)]),
    ("Terminal.app, Basic", [0: (0, 0, 0), 11: (229, 229, 0), 15: (229, 229, 229)]),
    // Where there are only eight, the bright ones are the plain ones: 11 is 3, 15 is 7.
    ("xterm with 8 colours", [0: (0, 0, 0), 11: (205, 205, 0), 15: (229, 229, 229)]),
  ]

  /// WCAG 2.2, relative luminance.
  static func luminance(_ colour: (Double, Double, Double)) -> Double {
    func linear(_ value: Double) -> Double {
      let share = value / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
  }

  @Test(arguments: [Theme.contrastDark, .contrastLight], [Grid.Attribute.plain, .bold, .reverse])
  func highContrastIsAtLeastSevenToOneOnUsualTerminals(theme: Theme, attribute: Grid.Attribute) throws {
    let colours = try #require(theme.colours(of: attribute))
    for palette in Self.palettes {
      let front = Self.luminance(try #require(palette.colours[colours.foreground]))
      let back = Self.luminance(try #require(palette.colours[colours.background]))
      let contrast = (max(front, back) + 0.05) / (min(front, back) + 0.05)
      #expect(contrast >= 7, "\(theme) on \(palette.name): \(contrast)")
    }
  }

  @Test(arguments: [Grid.Attribute.plain, .bold, .reverse])
  func theTerminalsOwnColoursAreLeftAlone(attribute: Grid.Attribute) {
    #expect(Theme.terminal.colours(of: attribute) == nil)
  }
}
