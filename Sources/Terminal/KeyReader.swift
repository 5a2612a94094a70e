internal import Screens

/// Makes keys and text of what a terminal sends: characters of UTF-8, Esc alone and Esc before a key, control sequences that nobody
/// knows, pasted text. A pure value: whatever comes, in whatever pieces, it neither traps nor becomes deaf.
///
/// Rules kept here: a sequence that is not known is swallowed to its end, its letters are no commands; what has no end is given up
/// after a while; pasted text is text, never a key, also where a slow connection makes it wait.
struct KeyReader {
  /// As ncurses hands it out: a byte, or a sequence that it knows.
  enum Raw: Equatable {
    case byte(UInt8)
    case key(Key)
    case pasteBegins, pasteEnds
    case mouse(MouseUse)
    /// A key without a meaning here.
    case other
  }

  enum Stroke: Equatable {
    case key(Key)
    /// A character that was pasted.
    case pasted(Unicode.Scalar)
    case mouse(MouseUse)
    /// The terminal says where its cursor is (ECMA-48, CPR), by the column from 1.
    case cursorIsAt(column: Int)
  }

  /// What was done with the mouse, in cells from 0.
  enum MouseUse: Equatable {
    case click(row: Int, column: Int)
    case wheelUp, wheelDown
  }

  private enum State: Equatable {
    case ground
    case escape
    /// CSI: parameters up to a final byte; `bare` while there was none (ECMA-48 5.4).
    case sequence(bare: Bool)
    /// SS3 and one byte; the three bytes of an old mouse report.
    case skip(Int)
    /// DCS, SOS, OSC, PM, APC: to ST or BEL.
    case string
    case stringEscape
    /// A character of which `missing` bytes have not come; `least` is what it must reach to be in its shortest form.
    case character(bits: UInt32, missing: Int, least: UInt32)
  }
  private var state = State.ground
  /// The parameters of the sequence that comes, as far as it may be an answer about the cursor.
  private var parameters: [UInt8] = []
  private static let longestAnswer = 16
  private(set) var isPasting = false
  private var last = 0

  /// After so many milliseconds of silence the rest of a sequence does not come any more.
  static let patience = 500
  /// After so many milliseconds of silence the end of a paste does not come any more. Long: what a stalled connection brings late
  /// would be taken for commands.
  static let pastePatience = 10_000

  /// - Parameter now: milliseconds of a clock that only goes on.
  mutating func take(_ raw: Raw, at now: Int, _ strokes: inout [Stroke]) {
    let silence = now - last
    last = now
    if silence > Self.patience {
      state = .ground
      // A Ctrl-C in the midst of a paste is pasted; one after a silence is the person's, who waits for an end that never came.
      if raw == .byte(0x03) { isPasting = false }
    }
    if silence > Self.pastePatience { isPasting = false }
    switch raw {
    case .byte(let byte): take(byte, &strokes)
    case .pasteBegins, .pasteEnds:
      giveUp(&strokes)
      isPasting = raw == .pasteBegins
    case .key(let key):
      giveUp(&strokes)
      if !isPasting { strokes.append(.key(key)) }
    case .mouse(let use):
      giveUp(&strokes)
      if !isPasting { strokes.append(.mouse(use)) }
    case .other: giveUp(&strokes)
    }
  }

  /// Nothing more has arrived: an Esc that stands alone is the key, and ends a paste whose end never came.
  mutating func pause(_ strokes: inout [Stroke]) {
    guard state == .escape || state == .stringEscape else { return }
    state = .ground
    isPasting = false
    strokes.append(.key(.escape))
  }

  /// Something else comes before what had begun came to its end.
  private mutating func giveUp(_ strokes: inout [Stroke]) {
    let wasEscape = state == .escape
    state = .ground
    if wasEscape, !isPasting { strokes.append(.key(.escape)) }
  }

  private mutating func take(_ byte: UInt8, _ strokes: inout [Stroke]) {
    switch state {
    case .ground: begin(byte, &strokes)
    case .escape: takeAfterEscape(byte, &strokes)
    case .sequence(let bare):
      switch byte {
      case 0x4D where bare: state = .skip(3)
      case 0x40...0x7E:
        state = .ground
        if byte == 0x52, let column = answeredColumn { strokes.append(.cursorIsAt(column: column)) }
      case 0x20...0x3F:
        state = .sequence(bare: false)
        if parameters.count < Self.longestAnswer { parameters.append(byte) }
      default:  // a control or the start of something else: the sequence is cancelled
        state = .ground
        begin(byte, &strokes)
      }
    case .skip(let count):
      state = count > 1 ? .skip(count - 1) : .ground
      if byte == 0x1B || byte == 0x03 {
        state = .ground
        begin(byte, &strokes)
      }
    case .string:
      switch byte {
      case 0x07, 0x18, 0x1A: state = .ground
      case 0x03:
        state = .ground
        begin(byte, &strokes)
      case 0x1B: state = .stringEscape
      default: break
      }
    case .stringEscape:
      state = .ground
      if byte != 0x5C { takeAfterEscape(byte, &strokes) }
    case .character(let bits, let missing, let least):
      guard byte & 0xC0 == 0x80 else {
        state = .ground
        add("\u{FFFD}", &strokes)
        return take(byte, &strokes)
      }
      let bits = bits << 6 | UInt32(byte & 0x3F)
      guard missing == 1 else {
        state = .character(bits: bits, missing: missing - 1, least: least)
        return
      }
      state = .ground
      add(bits >= least ? Unicode.Scalar(bits) ?? "\u{FFFD}" : "\u{FFFD}", &strokes)
    }
  }

  /// The column of `row;column`.
  private var answeredColumn: Int? {
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    // No terminal has five digits of rows or columns.
    guard numbers.count == 2, numbers.allSatisfy({ $0.count < 5 }),
      Int(String(decoding: numbers[0], as: UTF8.self)) != nil
    else { return nil }
    return Int(String(decoding: numbers[1], as: UTF8.self))
  }

  private mutating func takeAfterEscape(_ byte: UInt8, _ strokes: inout [Stroke]) {
    switch byte {
    case 0x5B:
      state = .sequence(bare: true)
      parameters = []
    case 0x4F: state = .skip(1)
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F: state = .string
    default:
      // Esc and at once another key. An Alt key sends the same; it has no meaning of its own here.
      state = .ground
      if !isPasting { strokes.append(.key(.escape)) }
      begin(byte, &strokes)
    }
  }

  private mutating func begin(_ byte: UInt8, _ strokes: inout [Stroke]) {
    switch byte {
    case 0x1B: state = .escape
    case 0x00...0x7F: add(Unicode.Scalar(byte), &strokes)
    case 0xC2...0xDF: state = .character(bits: UInt32(byte & 0x1F), missing: 1, least: 0x80)
    case 0xE0...0xEF: state = .character(bits: UInt32(byte & 0x0F), missing: 2, least: 0x800)
    case 0xF0...0xF4: state = .character(bits: UInt32(byte & 0x07), missing: 3, least: 0x1_0000)
    default: add("\u{FFFD}", &strokes)
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar, _ strokes: inout [Stroke]) {
    if isPasting { return strokes.append(.pasted(scalar)) }
    switch scalar.value {
    case 0x03: strokes.append(.key(.cancel))
    case 0x04: strokes.append(.key(.endOfInput))
    case 0x08, 0x7F: strokes.append(.key(.backspace))
    case 0x09: strokes.append(.key(.tab))
    case 0x0A, 0x0D: strokes.append(.key(.enter))
    case 0x0C: strokes.append(.key(.redraw))
    case 0x15: strokes.append(.key(.removeLine))
    case 0x17: strokes.append(.key(.removeWord))
    case 0x1A: strokes.append(.key(.suspend))
    case 0x01...0x1A: strokes.append(.key(.control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))))
    case 0..<0x20, 0x80..<0xA0: break
    default: strokes.append(.key(.character(Character(scalar))))
    }
  }
}
