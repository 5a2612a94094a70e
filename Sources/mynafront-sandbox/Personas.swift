internal import Domain
internal import Sandbox

/// `personas`: who there is, with PINs, card and what is special.
enum Personas {
  static func run(_ arguments: Arguments) -> Int32 {
    let text: TerminalSafe
    if arguments.has("--json") {
      text = Output.json(.fields(("items", .list(Persona.table.map(value)))))
    } else {
      let lines = Persona.table.map { persona in
        let pins = persona.pins
        let kana = persona.kana.map { "（\($0)）" } ?? ""
        return TerminalSafe(line: "\(persona.id)  \(persona.name)\(kana)").text + "\n"
          + "     \(persona.birth.iso), card: \(persona.card.rawValue), PIN \(pins.authentication), password \(pins.signature)\n"
          + "     \(persona.description)\n     \(persona.note)"
      }
      text = TerminalSafe(lines: lines.joined(separator: "\n"))
    }
    return Output.show(text) ? Exit.done : Exit.failed
  }

  private static func value(_ persona: Persona) -> Value {
    .fields(
      ("id", .text(persona.id)), ("name", .text(persona.name)), ("kana", Value(persona.kana)),
      ("birth", .text(persona.birth.iso)), ("sex", .text(persona.sex.rawValue)), ("address", .text(persona.address)),
      ("card", .text(persona.card.rawValue)), ("protected", .bool(persona.isProtected)),
      (
        "pins",
        .fields(
          ("auth", .text(persona.pins.authentication)), ("sign", .text(persona.pins.signature)),
          ("text", .text(persona.pins.text)), ("juki", .text(persona.pins.juki)))
      ), ("description", .text(persona.description)), ("note", .text(persona.note)))
  }
}
