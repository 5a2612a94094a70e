internal import Domain
internal import Reading

/// Read: every file has the shape of its kind.
extension ScreenCheck {
  /// What has another ending, such as `home.yml`, looks like the others and is read by nobody.
  mutating func findUnread(_ directory: String, named place: String, ending: String, likes: [String]) {
    for name in ScreenGallery.entries(directory).sorted() where !name.hasPrefix(".") && !name.hasSuffix(ending) {
      guard ([ending] + likes).contains(where: { name.lowercased().hasSuffix($0) }) else { continue }
      find("\(place)/\(name)", Mark(line: 1, column: 1), "nobody reads this file: its name must end in '\(ending)'")
    }
  }

  mutating func readScreens(_ directory: String) {
    for place in ["screens", "screens/forms"] {
      findUnread(directory + place.dropFirst("screens".count), named: place, ending: ".yaml", likes: [".yml"])
    }
    let files = ScreenGallery.entries(directory).filter { $0.hasSuffix(".yaml") }.sorted()
    if files.isEmpty { find("screens", Mark(line: 1, column: 1), "there are no screens") }
    for name in files {
      screenNames.insert(String(name.dropLast(5)))
      guard let bytes = readWholeFile("\(directory)/\(name)") else {
        find("screens/\(name)", Mark(line: 1, column: 1), "the file cannot be read")
        continue
      }
      do {
        let screen = try ScreenReader.read(bytes, file: "screens/\(name)")
        screens[screen.name] = screen
      } catch {
        findings += error.findings
      }
    }
  }

  mutating func readWords(_ directory: String, _ locale: Locale) {
    var all: [String: Text] = [:]
    findUnread(
      "\(directory)/\(locale.name)", named: "content/\(locale.name)", ending: ".md", likes: [".markdown"])
    let files = ScreenGallery.entries("\(directory)/\(locale.name)").filter { $0.hasSuffix(".md") }.sorted()
    if files.isEmpty {
      find("content/\(locale.name)", Mark(line: 1, column: 1), "there are no texts")
      unreadable.insert("content/\(locale.name)")
    }
    for name in files {
      let file = "content/\(locale.name)/\(name)"
      guard let bytes = readWholeFile("\(directory)/\(locale.name)/\(name)") else {
        find(file, Mark(line: 1, column: 1), "the file cannot be read")
        unreadable.insert(file)
        continue
      }
      guard speak(bytes, file) else {
        unreadable.insert(file)
        continue
      }
      findBrokenKeys(bytes, file)
      do {
        let index = WordsIndex(bytes)
        for entry in try WordsFile.read(bytes).entries {
          // CommonMark knows other ways to write a heading; a run looks for this one only.
          if index.entry(entry.key) != entry {
            find(file, entry.mark, "write the key as '## \(entry.key)', alone in its line")
          }
          if WordsLocation.file(of: entry.key) + ".md" != name {
            find(file, entry.mark, "'\(entry.key)' belongs into \(WordsLocation.file(of: entry.key)).md")
          }
          var templates: [Template] = []
          for paragraph in entry.paragraphs {
            speak(paragraph, file)
            guard
              let template = Template(paragraph.text, kind: Template.Kind(paragraph.kind), line: paragraph.mark.line)
            else {
              find(file, paragraph.mark, "a brace is open or a place has no name")
              continue
            }
            templates.append(template)
          }
          if templates.isEmpty { find(file, entry.mark, "'\(entry.key)' has no text") }
          all[entry.key] = Text(file: file, mark: entry.mark, templates: templates)
        }
      } catch {
        find(file, error.mark, error.sentence)
        unreadable.insert(file)
      }
    }
    texts[locale] = all
  }
}
