public import Domain

/// The name of something on a page: a dotted path such as `home.notices`, or `items/n-17` for a row of a list.
public struct ElementID: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }
  public init(stringLiteral value: String) { text = value }
  public var description: String { text }
}

/// A screen as a value: what is said and what can be done, in reading order. Full screen and linear face are two voices of it.
public struct Page: Hashable, Sendable {
  /// The name of the screen file.
  public var screen: String
  /// Which opening of a screen this is: rising numbers, the same when one comes back to it. A face keeps its place by it.
  public var visit = 0
  /// Asks something grave: nothing that was typed before it was seen may answer it.
  public var needsFreshAnswer = false
  public var title: TerminalSafe
  /// Said in the first line of every page: that this is practice.
  public var banner: TerminalSafe?
  /// Something that is said on every page, whatever it is about: that the session ends soon.
  public var announcement: TerminalSafe?
  /// The choice that the announcement speaks of: the last one, on every page.
  public var announcementChoice: ElementID?
  /// What is being waited for, in words; nil when nothing is.
  public var waiting: TerminalSafe?
  /// What the last action did, in words.
  public var outcome: TerminalSafe?
  /// Parts of it are still to come, and may come above what is here.
  public var isIncomplete = false
  /// What was given on it and the pages before.
  public var answers = GivenAnswers.none
  /// A secret may be asked for next: what is typed meanwhile may be one, and must not be seen.
  public var mayAskSecret = false
  public var blocks: [Block]

  public init(
    screen: String, title: TerminalSafe, banner: TerminalSafe? = nil, waiting: TerminalSafe? = nil,
    outcome: TerminalSafe? = nil, blocks: [Block] = []
  ) {
    self.screen = screen
    self.title = title
    self.banner = banner
    self.waiting = waiting
    self.outcome = outcome
    self.blocks = blocks
  }

  public enum GivenAnswers: Hashable, Sendable {
    case none
    /// They are on the disk.
    case kept
    /// They are not, and gone when the program ends.
    case lostAtEnd
  }

  public struct Block: Hashable, Sendable {
    public var id: ElementID
    public var content: Content
    public init(_ id: ElementID, _ content: Content) {
      self.id = id
      self.content = content
    }
  }

  public enum Content: Hashable, Sendable {
    case heading(TerminalSafe)
    case paragraph(TerminalSafe)
    case bullet(TerminalSafe)
    /// A long text from outside, by lines; an empty line separates paragraphs.
    case body([TerminalSafe])
    case fact(label: TerminalSafe, value: TerminalSafe)
    /// Something the person must notice: what it is as a word, what happened, what to do next.
    case alert(word: TerminalSafe, what: TerminalSafe, next: TerminalSafe?)
    case choice(TerminalSafe, Action)
    case list(RowList)
    case table(Table)
    case field(TextField)
    case secret(SecretField)
  }

  public struct RowList: Hashable, Sendable {
    /// All rows there are, of which `rows` holds those that are loaded, by index from 0.
    public var total: Int
    public var rows: [Int: Row]
    /// Whether rows that are not in `rows` can be asked for (`Surface` sends which index is wanted).
    public var isWindow: Bool
    /// Rows that were asked for and did not come. Choosing one asks for them again (`askAgain`).
    public var failed: [Range<Int>] = []
    /// What stands there when there is no row.
    public var none: TerminalSafe
    public init(total: Int, rows: [Int: Row], isWindow: Bool, none: TerminalSafe) {
      self.total = total
      self.rows = rows
      self.isWindow = isWindow
      self.none = none
    }

    public func isFailed(_ index: Int) -> Bool {
      !failed.isEmpty && rows[index] == nil && failed.contains { $0.contains(index) }
    }
    /// What choosing a row that did not come does.
    public static let askAgain = Action.verb("rows")
  }

  /// Few rows with the same columns. What must be seen beside each other is; what must be heard says its column.
  public struct Table: Hashable, Sendable {
    /// How many rows and columns there are, for who does not see it.
    public var summary: TerminalSafe
    public var columns: [TerminalSafe]
    /// A cell for each column; the first one is the name of the row.
    public var rows: [[TerminalSafe]]
  }

  public struct Row: Hashable, Sendable {
    public var id: ElementID
    /// The name by which the row is known: first, within the first 40 columns.
    public var name: TerminalSafe
    /// State, sender, date, in this order of importance.
    public var details: [TerminalSafe]
    public var action: Action
    public init(id: ElementID, name: TerminalSafe, details: [TerminalSafe], action: Action) {
      self.id = id
      self.name = name
      self.details = details
      self.action = action
    }
  }

  public struct TextField: Hashable, Sendable {
    public var label: TerminalSafe
    public var hint: TerminalSafe?
    public var value: String
    /// Whether it must be filled, as a word; nil where that is no question, such as in a search.
    public var need: TerminalSafe?
    /// An empty answer is one.
    public var isOptional = false
    /// How the answer is written, in a word or an example: 7桁の数字.
    public var shape: TerminalSafe?
    /// What is wrong with what was typed last.
    public var fault: TerminalSafe?
    /// What is typed narrows the choices of the page, with every character.
    public var narrows = false
    /// So many characters (Unicode scalars) may be typed; what is more is not taken, and that is said.
    public static let longest = 200
    public init(
      label: TerminalSafe, hint: TerminalSafe?, value: String, need: TerminalSafe? = nil, fault: TerminalSafe? = nil
    ) {
      self.label = label
      self.hint = hint
      self.value = value
      self.need = need
      self.fault = fault
    }
  }

  /// A place where a PIN is typed: never echoed, its length never shown.
  public struct SecretField: Hashable, Sendable {
    public var label: TerminalSafe
    public var hint: TerminalSafe?
    public var kind: PINKind
    public init(label: TerminalSafe, hint: TerminalSafe?, kind: PINKind) {
      self.label = label
      self.hint = hint
      self.kind = kind
    }
  }

  /// What happens when an element is chosen.
  public enum Action: Hashable, Sendable {
    case none
    case open(screen: String, parameters: Value)
    case verb(String)
    /// New parameters for the screen's own call.
    case set(Value)
    /// The answer to the question of a form.
    case answer(String)
    /// One of several answers is taken, or taken back.
    case toggle(String)
    /// Another question of the form is asked again.
    case question(String)
    /// The portal is asked to do something.
    case call(Call)
  }

  /// A call that changes something, with its words.
  public struct Call: Hashable, Sendable {
    public var name: CallName
    public var parameters: Value
    /// What the choice is called.
    public var label: TerminalSafe
    /// The text key of a question that must be answered with yes first.
    public var confirm: String?
    /// The text key of what is said when it is done.
    public var done: String
    public init(_ name: CallName, _ parameters: Value, label: TerminalSafe, confirm: String? = nil, done: String) {
      self.name = name
      self.parameters = parameters
      self.label = label
      self.confirm = confirm
      self.done = done
    }
  }
}

extension Page {
  /// Everything on the page by name, in reading order: what both voices must offer.
  public var elements: [ElementID] {
    blocks.flatMap { block -> [ElementID] in
      guard case .list(let list) = block.content else { return [block.id] }
      return [block.id] + list.rows.keys.sorted().map { list.rows[$0]!.id }
    }
  }

  /// The field of a question that the page is about: it is asked at once.
  public var askedField: ElementID? {
    blocks.first { if case .field(let field) = $0.content { field.need != nil } else { false } }?.id
  }

  /// The field that narrows the choices of the page, and the choices that are left.
  public var narrowing: (id: ElementID, choices: [(id: ElementID, action: Action)])? {
    guard
      let field = blocks.first(where: { if case .field(let field) = $0.content { field.narrows } else { false } })
    else { return nil }
    let choices = blocks.compactMap { block -> (ElementID, Action)? in
      if case .choice(_, let action) = block.content, block.id != announcementChoice { (block.id, action) } else { nil }
    }
    return (field.id, choices)
  }

  public var hasSecret: Bool {
    blocks.contains { if case .secret = $0.content { true } else { false } }
  }
}
