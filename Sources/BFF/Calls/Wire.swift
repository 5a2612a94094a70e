internal import Domain

/// A field of an answer is not what the protocol says. `field` is a dotted path such as `items[2].issuedAt`.
struct Malformed: Error, Hashable, Sendable {
  let field: String

  func inside(_ outer: String) -> Malformed {
    Malformed(field: field.isEmpty ? outer : field.hasPrefix("[") ? outer + field : outer + "." + field)
  }
}

/// Reads an object of an answer field by field. Unknown fields are left alone: the portal may add some; a missing field and
/// null mean the same.
struct Wire {
  private let fields: Fields

  init(_ value: Value) throws(Malformed) {
    guard case .object(let fields) = value else { throw Malformed(field: "") }
    self.fields = fields
  }

  private func value(_ name: String) -> Value? {
    let value = fields[name]
    if case .null? = value { return nil }
    return value
  }

  // MARK: what must be there

  func text(_ name: String) throws(Malformed) -> String {
    guard case .text(let text)? = value(name) else { throw Malformed(field: name) }
    return text
  }

  /// A text that is not empty and that an address can carry.
  func id(_ name: String) throws(Malformed) -> String {
    let text = try text(name)
    guard (1...200).contains(text.utf8.count) else { throw Malformed(field: name) }
    return text
  }

  func legalName(_ name: String) throws(Malformed) -> LegalName {
    guard let name = LegalName(try text(name)) else { throw Malformed(field: name) }
    return name
  }

  func boolean(_ name: String) throws(Malformed) -> Bool {
    guard case .bool(let value)? = value(name) else { throw Malformed(field: name) }
    return value
  }

  /// A number that counts something.
  func count(_ name: String) throws(Malformed) -> Int {
    guard let count = try optionalCount(name) else { throw Malformed(field: name) }
    return count
  }

  func time(_ name: String) throws(Malformed) -> Instant {
    guard let time = try optionalTime(name) else { throw Malformed(field: name) }
    return time
  }

  func word<Word: RawRepresentable>(_ name: String, _: Word.Type = Word.self) throws(Malformed) -> Word
  where Word.RawValue == String {
    guard let word: Word = try optionalWord(name) else { throw Malformed(field: name) }
    return word
  }

  func object<Result>(_ name: String, _ read: (Wire) throws(Malformed) -> Result) throws(Malformed) -> Result {
    guard let result = try optionalObject(name, read) else { throw Malformed(field: name) }
    return result
  }

  func list<Item>(_ name: String, _ read: (Wire) throws(Malformed) -> Item) throws(Malformed) -> [Item] {
    guard case .list(let values)? = value(name) else { throw Malformed(field: name) }
    var items: [Item] = []
    items.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do {
        items.append(try read(Wire(value)))
      } catch {
        throw error.inside("\(name)[\(index)]")
      }
    }
    return items
  }

  func texts(_ name: String) throws(Malformed) -> [String] {
    guard case .list(let values)? = value(name) else { throw Malformed(field: name) }
    var texts: [String] = []
    for (index, value) in values.enumerated() {
      guard case .text(let text) = value else { throw Malformed(field: "\(name)[\(index)]") }
      texts.append(text)
    }
    return texts
  }

  // MARK: what may be missing

  func optionalText(_ name: String) throws(Malformed) -> String? { value(name) == nil ? nil : try text(name) }
  func optionalID(_ name: String) throws(Malformed) -> String? { value(name) == nil ? nil : try id(name) }

  func optionalCount(_ name: String) throws(Malformed) -> Int? {
    guard let value = value(name) else { return nil }
    // Nobody has a thousand million of anything; a larger number would only overflow what counts with it.
    guard case .integer(let count) = value, (0...1_000_000_000).contains(count) else { throw Malformed(field: name) }
    return count
  }

  func optionalDate(_ name: String) throws(Malformed) -> CalendarDate? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value, let date = CalendarDate(iso: text) else { throw Malformed(field: name) }
    return date
  }

  func optionalTime(_ name: String) throws(Malformed) -> Instant? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value, let time = Instant(rfc3339: text) else { throw Malformed(field: name) }
    return time
  }

  func optionalWord<Word: RawRepresentable>(_ name: String, _: Word.Type = Word.self) throws(Malformed) -> Word?
  where Word.RawValue == String {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value, let word = Word(rawValue: text) else { throw Malformed(field: name) }
    return word
  }

  func optionalObject<Result>(_ name: String, _ read: (Wire) throws(Malformed) -> Result) throws(Malformed) -> Result? {
    guard let value = value(name) else { return nil }
    do {
      return try read(Wire(value))
    } catch {
      throw error.inside(name)
    }
  }
}
