/// Where each text of a file of words stands, found by its `## key` lines without reading the rest: a run needs few of the texts.
/// The check of all texts reads whole files (`WordsFile`).
public struct WordsIndex: Sendable {
  private let bytes: [UInt8]
  private let places: [String: Place]

  private struct Place: Sendable {
    var range: Range<Int>
    /// Lines of the file before it.
    let linesBefore: Int
  }

  /// A file that is too large has no texts.
  public init(_ bytes: [UInt8]) {
    let bytes = bytes.count <= WordsFile.maximumBytes ? bytes : []
    var places: [String: Place] = [:]
    var open: (key: String, place: Place)?
    var start = 0
    var line = 0
    func close(at end: Int) {
      guard case (let key, var place)? = open else { return }
      place.range = place.range.lowerBound..<end
      // The first one counts; that there are two is for the check to say.
      if places[key] == nil { places[key] = place }
    }
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      if bytes[start..<end].starts(with: [0x23, 0x23, 0x20]) {  // "## "
        close(at: start)
        let key = bytes[(start + 3)..<end].filter { $0 > 0x20 }
        open = (String(decoding: key, as: UTF8.self), Place(range: start..<end, linesBefore: line))
      }
      start = end + 1
      line += 1
    }
    close(at: bytes.count)
    self.bytes = bytes
    self.places = places
  }

  /// The text of a key; nil when there is none, or when it cannot be read. The lines of its marks are those of the file.
  public func entry(_ key: String) -> WordsFile.Entry? {
    guard let place = places[key], let file = try? WordsFile.read(Array(bytes[place.range])),
      let entry = file.entries.first
    else { return nil }
    func moved(_ mark: Mark) -> Mark { Mark(line: mark.line + place.linesBefore, column: mark.column) }
    return WordsFile.Entry(
      key: key, mark: moved(entry.mark),
      paragraphs: entry.paragraphs.map {
        WordsFile.Paragraph(kind: $0.kind, text: $0.text, mark: moved($0.mark))
      })
  }
}
