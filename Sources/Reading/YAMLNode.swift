internal import CYAML

/// A place in a file: line and column from 1, the column in characters.
public struct Mark: Hashable, Sendable, Comparable {
  public let line: Int
  public let column: Int
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
  public static func < (a: Mark, b: Mark) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// Why a file could not be read, and where.
public struct ReadingError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case notUTF8, syntax(String), duplicateKey(String), anchorsNotAllowed, tooDeep, tooLarge, severalDocuments, empty
  }
  public let reason: Reason
  public let mark: Mark
  public init(reason: Reason, mark: Mark) {
    self.reason = reason
    self.mark = mark
  }
}

/// A YAML document as it stands in the file. All scalars are strings until a schema says otherwise.
///
/// Strict on purpose: anchors, aliases and tags are refused (no file of ours needs them, and they are how YAML surprises), a
/// key that stands twice is an error, and depth and size are limited.
public indirect enum YAMLNode: Hashable, Sendable {
  public struct Pair: Hashable, Sendable {
    public let key: String
    public let mark: Mark
    public let value: YAMLNode
  }
  case scalar(String, Mark)
  case sequence([YAMLNode], Mark)
  case mapping([Pair], Mark)

  public var mark: Mark {
    switch self {
    case .scalar(_, let mark), .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }
  public var scalar: String? { if case .scalar(let text, _) = self { text } else { nil } }
  public var sequence: [YAMLNode]? { if case .sequence(let nodes, _) = self { nodes } else { nil } }
  public var mapping: [Pair]? { if case .mapping(let pairs, _) = self { pairs } else { nil } }
  public subscript(key: String) -> YAMLNode? { mapping?.first { $0.key == key }?.value }

  public static let maximumBytes = 1 << 20
  public static let maximumDepth = 32

  /// Reads one document.
  /// - Throws: `ReadingError` with the place.
  public static func read(_ bytes: [UInt8]) throws(ReadingError) -> YAMLNode {
    guard bytes.count <= maximumBytes else { throw ReadingError(reason: .tooLarge, mark: Mark(line: 1, column: 1)) }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ReadingError(reason: .notUTF8, mark: Mark(ofFirstInvalidByteIn: bytes))
    }
    var reader = YAMLEvents(bytes)
    defer { reader.close() }
    return try reader.document()
  }
}

extension Mark {
  /// The line of the first byte that is no UTF-8.
  init(ofFirstInvalidByteIn bytes: [UInt8]) {
    var line = 1
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A {
      if String(validating: bytes[start..<index], as: UTF8.self) == nil { break }
      line += 1
      start = index + 1
    }
    self.init(line: line, column: 1)
  }

  /// The place of a byte in UTF-8.
  public init<Bytes: BidirectionalCollection<UInt8>>(ofByte offset: Int, in bytes: Bytes) where Bytes.Index == Int {
    let before = bytes[..<min(max(0, offset), bytes.count)]
    let line = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
    let column = before[line...].count { $0 & 0xC0 != 0x80 }
    self.init(line: before.count { $0 == 0x0A } + 1, column: column + 1)
  }
}

/// Walks libyaml's events. The parser reads from memory that stays where it is until `close`.
private struct YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    parser = .allocate(capacity: 1)
    input = .allocate(capacity: max(1, bytes.count))
    _ = input.initialize(from: bytes)
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  func close() {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  private struct Event {
    var kind: yaml_event_type_t
    var text = ""
    var mark: Mark
    var decorated = false
  }

  private func next() throws(ReadingError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
      // The reader below the parser knows bytes only; the parser and the scanner count characters.
      let place = parser.pointee.problem_mark
      let mark =
        parser.pointee.error == YAML_READER_ERROR
        ? Mark(ofByte: Int(parser.pointee.problem_offset), in: input)
        : Mark(line: Int(place.line) + 1, column: Int(place.column) + 1)
      throw ReadingError(reason: .syntax(problem), mark: mark)
    }
    defer { yaml_event_delete(&event) }
    let start = event.start_mark
    var result = Event(kind: event.type, mark: Mark(line: Int(start.line) + 1, column: Int(start.column) + 1))
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      result.text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      result.decorated = scalar.anchor != nil || scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      result.decorated = event.data.sequence_start.anchor != nil || event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      result.decorated = event.data.mapping_start.anchor != nil || event.data.mapping_start.tag != nil
    case YAML_ALIAS_EVENT: result.decorated = true
    default: break
    }
    if result.decorated { throw ReadingError(reason: .anchorsNotAllowed, mark: result.mark) }
    return result
  }

  mutating func document() throws(ReadingError) -> YAMLNode {
    var event = try next()  // stream start
    event = try next()
    guard event.kind == YAML_DOCUMENT_START_EVENT else { throw ReadingError(reason: .empty, mark: event.mark) }
    let root = try node(try next(), depth: YAMLNode.maximumDepth)
    _ = try next()  // document end
    event = try next()
    guard event.kind == YAML_STREAM_END_EVENT else { throw ReadingError(reason: .severalDocuments, mark: event.mark) }
    return root
  }

  private mutating func node(_ event: Event, depth: Int) throws(ReadingError) -> YAMLNode {
    guard depth > 0 else { throw ReadingError(reason: .tooDeep, mark: event.mark) }
    switch event.kind {
    case YAML_SEQUENCE_START_EVENT:
      var nodes: [YAMLNode] = []
      while true {
        let next = try next()
        if next.kind == YAML_SEQUENCE_END_EVENT { return .sequence(nodes, event.mark) }
        nodes.append(try node(next, depth: depth - 1))
      }
    case YAML_MAPPING_START_EVENT:
      var pairs: [YAMLNode.Pair] = []
      var known: Set<String> = []
      while true {
        let key = try next()
        if key.kind == YAML_MAPPING_END_EVENT { return .mapping(pairs, event.mark) }
        guard key.kind == YAML_SCALAR_EVENT else {
          throw ReadingError(reason: .syntax("a key must be a word"), mark: key.mark)
        }
        guard known.insert(key.text).inserted else {
          throw ReadingError(reason: .duplicateKey(key.text), mark: key.mark)
        }
        pairs.append(YAMLNode.Pair(key: key.text, mark: key.mark, value: try node(try next(), depth: depth - 1)))
      }
    default: return .scalar(event.text, event.mark)
    }
  }
}
