internal import Domain
internal import Reading

/// Read: every file has the shape of its kind.
extension ScreenCheck {
  mutating func readScreens(_ directory: String) {
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
      speak(bytes, file)
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
