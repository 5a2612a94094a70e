public import Domain

/// How a scene is written: for people as lines, for programs as an object.
public enum StepLog {
  /// - Parameter earlier: the screen before; the same one is not written again.
  public static func lines(_ scene: Scene, number: Int, earlier: [String]?) -> [String] {
    let step = scene.step
    var lines = ["手順 \(number): \(step.verb.rawValue)\(step.words.isEmpty ? "" : " " + step.words)"]
    func add(_ name: String, _ text: String) { lines.append("  \(name):\(text.isEmpty ? "" : " " + text)") }
    if let failure = scene.failure { add("失敗", "\(step.line)行目: \(failure)") }
    guard !scene.screen.isEmpty else { return lines }
    if !scene.title.isEmpty { add("題", scene.title) }
    add("カーソル", "\(scene.row)行 \(scene.column)桁\(scene.cursorIsSeen ? "" : "（見えない）"): \(scene.line)")
    add("点字", scene.braille)
    for utterance in scene.said { add("読み上げ", utterance) }
    add("打鍵", "ここまで \(scene.keys)")
    if scene.screen != earlier {
      add("画面", "")
      for (index, row) in scene.screen.enumerated() where !row.isEmpty { lines.append("    \(index + 1)行: \(row)") }
    }
    return lines
  }

  public static func value(_ scene: Scene, number: Int) -> Value {
    .fields(
      ("schema", .integer(1)), ("step", .integer(number)), ("line", .integer(scene.step.line)),
      ("verb", .text(scene.step.verb.rawValue)), ("words", .text(scene.step.words)),
      ("ok", .bool(scene.failure == nil)), ("failure", Value(scene.failure)), ("keys", .integer(scene.keys)),
      ("title", .text(scene.title)),
      (
        "cursor",
        .fields(
          ("row", .integer(scene.row)), ("column", .integer(scene.column)), ("seen", .bool(scene.cursorIsSeen)),
          ("line", .text(scene.line)))
      ),
      ("braille", .text(scene.braille)), ("said", .list(scene.said.map { .text($0) })),
      ("screen", .list(scene.screen.map { .text($0) })))
  }
}
