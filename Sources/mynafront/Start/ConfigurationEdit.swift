import Domain
import Reading

/// Changes one key in the text of a configuration file. Everything else in it, comments too, stays as the person wrote it.
enum ConfigurationEdit {
  /// - Returns: the new text; nil when the file is written in a way in which one line cannot be changed by itself (a list in braces,
  ///   a value over several lines): then a person has to do it.
  static func setting(_ key: String, to value: String, in text: String) -> String? {
    // By scalars: in Swift CR LF is one character.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let line = "\(key): \(quoted(value))"
    if let place = lines.firstIndex(where: { $0.hasPrefix(key + ":") }) {
      lines[place] = line + remainder(lines[place])
    } else {
      let endsWithLineFeed = lines.last?.isEmpty == true
      lines.insert(line, at: endsWithLineFeed ? lines.count - 1 : lines.count)
      if !endsWithLineFeed { lines.append("") }
    }
    let changed = lines.joined(separator: "\n")
    return isOnlyChange(of: key, to: value, from: text, to: changed) ? changed : nil
  }

  /// A comment at the end of the line, with the blanks before it, and a carriage return.
  private static func remainder(_ line: String) -> String {
    let isDOS = line.unicodeScalars.last == "\r"
    let text = isDOS ? String(line.unicodeScalars.dropLast()) : line
    var quote: Character?
    var before: Character = " "
    for (index, character) in zip(text.indices, text) {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " || before == "\t" {
        let value = text[..<index]
        let blanks = value.count - value.trimmingEnd.count
        return text.suffix(text.distance(from: index, to: text.endIndex) + blanks) + (isDOS ? "\r" : "")
      }
      before = character
    }
    return isDOS ? "\r" : ""
  }

  /// As it is when it cannot be taken for anything else, else in single quotes.
  private static func quoted(_ value: String) -> String {
    let isPlain =
      value.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) } == true
      && value.utf8.allSatisfy {
        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
      }
      && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(value.lowercased())
    return isPlain
      ? value : "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// What is read from the file afterwards is what was read before, but for the key.
  private static func isOnlyChange(of key: String, to value: String, from old: String, to new: String) -> Bool {
    guard let after = try? YAMLNode.read(Array(new.utf8)), let pairs = after.mapping,
      after[key]?.scalar.map({ $0.utf8.elementsEqual(value.utf8) }) == true
    else { return false }
    // A file without any value is no document; one that cannot be read has nothing to compare with.
    guard let before = (try? YAMLNode.read(Array(old.utf8)))?.mapping else { return pairs.count >= 1 }
    func others(_ pairs: [YAMLNode.Pair]) -> [String] {
      pairs.filter { $0.key != key }.map { $0.key + "=" + meaning($0.value) }
    }
    return others(before) == others(pairs)
  }

  /// A node without its places.
  private static func meaning(_ node: YAMLNode) -> String {
    switch node {
    case .scalar(let text, _): "'" + text + "'"
    case .sequence(let nodes, _): "[" + nodes.map(meaning).joined(separator: ",") + "]"
    case .mapping(let pairs, _): "{" + pairs.map { $0.key + "=" + meaning($0.value) }.joined(separator: ",") + "}"
    }
  }
}

extension Substring {
  fileprivate var trimmingEnd: Substring {
    var text = self
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
