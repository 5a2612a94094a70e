/// The JSON-shaped tree in which a call's result meets a screen's bindings and `--json`: the same field names everywhere.
///
/// Objects keep the order of their fields. Text is compared scalar by scalar, never by canonical equivalence: U+FA19 and
/// U+795E are two different characters in a person's name.
public enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Value])
  case object(Fields)

  public static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.list(let a), .list(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
    case .list(let values): hasher.combine(values)
    case .object(let fields): hasher.combine(fields)
    }
  }
}

/// The fields of an object, in order. A name stands once; setting it again replaces the value in its place.
public struct Fields: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let name: String
    public var value: Value

    public static func == (a: Field, b: Field) -> Bool { a.name.utf8.elementsEqual(b.name.utf8) && a.value == b.value }
    public func hash(into hasher: inout Hasher) {
      for byte in name.utf8 { hasher.combine(byte) }
      hasher.combine(value)
    }
  }
  public private(set) var all: [Field] = []

  public init() {}
  public init(_ pairs: [(String, Value)]) { for (name, value) in pairs { self[name] = value } }

  public subscript(name: String) -> Value? {
    get { all.first { $0.name == name }?.value }
    set {
      let place = all.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): all[place].value = value
      case (let place?, nil): all.remove(at: place)
      case (nil, let value?): all.append(Field(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Appends without looking for an earlier field of that name: for builders that know there is none.
  mutating func appendUnchecked(_ name: String, _ value: Value) { all.append(Field(name: name, value: value)) }
}

extension Value {
  /// An object of the given fields, in that order.
  public static func fields(_ pairs: (String, Value)...) -> Value { .object(Fields(pairs)) }

  public var text: String? { if case .text(let value) = self { value } else { nil } }
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var list: [Value]? { if case .list(let value) = self { value } else { nil } }
  public var object: Fields? { if case .object(let value) = self { value } else { nil } }
  public var isNull: Bool { self == .null }

  /// A field of an object; nil for any other value and for a missing field.
  public subscript(name: String) -> Value? { object?[name] }

  /// The value at a dotted path such as `sender.body`; nil where the path ends early. An empty path is the value itself.
  public func at(_ path: String) -> Value? {
    var value = self
    for name in path.split(separator: ".") {
      guard let next = value[String(name)] else { return nil }
      value = next
    }
    return value
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Fields(elements)) }
  public init(nilLiteral: ()) { self = .null }

  /// The text, or null where there is none.
  public init(_ text: String?) { self = text.map(Value.text) ?? .null }
  public init(_ integer: Int?) { self = integer.map(Value.integer) ?? .null }
}
