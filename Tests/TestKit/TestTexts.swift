import BFF
public import Domain
import Foundation
import Operations
public import Screens

/// The real `screens/` and `content/` of this repository, with the real catalogue of calls and what the card tells.
public enum TestTexts {
  /// The root of the repository: what the program calls its resources.
  public static let resources: String = {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .path(percentEncoded: false)
  }()
  public static var screens: String { resources + "screens" }
  public static var content: String { resources + "content" }
  public static let calls =
    Catalogue.calls.map(\.description) + [CardStatus.overview] + Operable.descriptions + HelpCalls.all

  /// The library of a language; one for each test run, because reading takes time.
  public static func library(_ locale: Screens.Locale = .ja) -> ScreenLibrary { libraries[locale]! }

  private static let libraries = Dictionary(
    uniqueKeysWithValues: Screens.Locale.complete.map {
      ($0, ScreenLibrary(screens: screens, content: content, locale: $0, calls: calls))
    })

  /// Every screen with every state that has a fixture, as `screen.state`.
  public static let states: [String] = {
    ScreenGallery.names(resources).flatMap { name in
      ScreenGallery.states(of: name, resources).map { "\(name).\($0)" }
    }
  }()

  /// The page of `screen.state`.
  public static func page(_ state: String, _ locale: Screens.Locale = .ja) throws -> Page {
    let parts = state.split(separator: ".", maxSplits: 1).map(String.init)
    return try ScreenGallery.page(parts[0], state: parts[1], resources, library(locale))
  }

  /// The keys of one file of words in Japanese.
  public static func keys(of file: String) throws -> [String] {
    try String(contentsOfFile: "\(content)/ja/\(file).md", encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
  }
}

extension TestTexts {
  /// What the portal would have answered in `screen.state`.
  public static func result(_ state: String) throws -> Value {
    let file = URL(filePath: "\(screens)/states/\(state).json")
    return try JSONReader.read([UInt8](Data(contentsOf: file)))["result"] ?? .null
  }
}
