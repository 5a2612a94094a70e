/// The name of a BFF call, such as `notices.list`.
public struct CallName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let text: String
  public init(_ text: String) { self.text = text }
  public init(stringLiteral value: String) { text = value }
  public var description: String { text }
}

/// What a call takes and gives: the one source of `bff list`, `bff describe`, the check of `screens/` and the formatting of values.
public struct CallDescription: Hashable, Sendable {
  public let name: CallName
  /// One sentence for developers, in English.
  public let summary: String
  public let parameters: [Field]
  public let result: Schema
  /// Whether the call changes something at the portal.
  public let changes: Bool
  /// Whether a session is needed.
  public let needsSession: Bool
  /// Whether it is an operation: it works in steps, and may ask the person for a secret or a consent meanwhile.
  public let isOperation: Bool
  /// Whether it looks at the card, or does something with it.
  public let usesCard: Bool

  public init(
    _ name: CallName, _ summary: String, parameters: [Field] = [], result: Schema, changes: Bool = false,
    needsSession: Bool = true, isOperation: Bool = false, usesCard: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.result = result
    self.changes = changes
    self.needsSession = needsSession
    self.isOperation = isOperation
    self.usesCard = usesCard
  }
}

/// One named field of a parameter list or a result.
public struct Field: Hashable, Sendable {
  public let name: String
  public let schema: Schema
  /// A missing or null value is allowed.
  public let optional: Bool
  public let summary: String
  public init(_ name: String, _ schema: Schema, optional: Bool = false, _ summary: String = "") {
    self.name = name
    self.schema = schema
    self.optional = optional
    self.summary = summary
  }
}

/// The shape of a `Value`, with as much meaning as a screen needs to say it in words.
public indirect enum Schema: Hashable, Sendable {
  case text
  /// A long text of several lines.
  case body
  case integer
  case boolean
  /// `YYYY-MM-DD`.
  case date
  /// RFC 3339 with offset.
  case time
  /// One of a closed list of words; `name` leads to the texts `value.<name>.<word>`.
  case choice(name: String, [String])
  case list(Schema)
  case object([Field])

  /// The schema at a dotted path; nil where there is none.
  public func at(_ path: String) -> Schema? {
    var schema = self
    for name in path.split(separator: ".") {
      guard case .object(let fields) = schema, let field = fields.first(where: { $0.name == name }) else { return nil }
      schema = field.schema
    }
    return schema
  }

  /// The first place at which `value` does not have this shape, as a dotted path; nil when it fits.
  public func misfit(_ value: Value, at path: String = "") -> String? {
    switch (self, value) {
    case (.text, .text), (.body, .text), (.integer, .integer), (.boolean, .bool): nil
    case (.date, .text(let text)): CalendarDate(iso: text) == nil ? path : nil
    case (.time, .text(let text)): Instant(rfc3339: text) == nil ? path : nil
    case (.choice(_, let words), .text(let text)): words.contains(text) ? nil : path
    case (.list(let item), .list(let values)):
      values.enumerated().lazy.compactMap { item.misfit($1, at: "\(path)[\($0)]") }.first
    case (.object(let fields), .object(let object)):
      misfit(fields, object, at: path)
    default: path.isEmpty ? "." : path
    }
  }

  private func misfit(_ fields: [Field], _ object: Fields, at path: String) -> String? {
    let prefix = path.isEmpty ? "" : path + "."
    for field in fields {
      switch object[field.name] {
      case nil, .null?:
        if !field.optional { return prefix + field.name }
      case let value?:
        if let place = field.schema.misfit(value, at: prefix + field.name) { return place }
      }
    }
    return object.all.first { field in !fields.contains { $0.name == field.name } }.map { prefix + $0.name }
  }

  /// The shape as a JSON Schema (2020-12).
  public var jsonSchema: Value {
    switch self {
    case .text, .body: ["type": "string"]
    case .integer: ["type": "integer"]
    case .boolean: ["type": "boolean"]
    case .date: ["type": "string", "format": "date"]
    case .time: ["type": "string", "format": "date-time"]
    case .choice(_, let words): ["type": "string", "enum": .list(words.map(Value.text))]
    case .list(let item): ["type": "array", "items": item.jsonSchema]
    case .object(let fields): Schema.jsonSchema(of: fields)
    }
  }

  public static func jsonSchema(of fields: [Field]) -> Value {
    var properties = Fields()
    for field in fields {
      var schema = field.schema.jsonSchema
      if field.optional, case .object(var object) = schema, let type = object["type"] {
        object["type"] = [type, "null"]
        if let words = object["enum"]?.list { object["enum"] = .list(words + [.null]) }
        schema = .object(object)
      }
      if !field.summary.isEmpty, case .object(var object) = schema {
        object["description"] = .text(field.summary)
        schema = .object(object)
      }
      properties[field.name] = schema
    }
    return [
      "type": "object", "properties": .object(properties),
      "required": .list(fields.filter { !$0.optional }.map { .text($0.name) }),
    ]
  }
}
