internal import Database
internal import Domain

/// Something to do before it has a row.
private struct SeededTodo {
  var title: String
  var due: CalendarDate?
  var rule: DayCount?
  var kind: String
  var source: String?
  /// Whether the source was read; what only the law's number is known for is shown as "to be checked".
  var certain = true
  var application: String?
  var procedure: String?
}

extension World {
  func seedTodos(of persona: Persona, number: Int, in connection: Connection) throws(DatabaseError) {
    var todos = lifeEvents(of: persona)
    try connection.each(
      "SELECT id, procedure_id, procedure_title, state, due FROM applications WHERE person = ? ORDER BY seq",
      [.integer(number)]
    ) { (row) throws(DatabaseError) in
      let title = try row.text("procedure_title")
      let (words, kind): (String, String)
      switch try row.text("state") {
      case "correct": (words, kind) = ("「\(title)」を訂正して送る", "correction")
      case "payWait": (words, kind) = ("「\(title)」の手数料を納める", "payment")
      case "visitWait": (words, kind) = ("「\(title)」のために窓口へ行く", "visit")
      default: return
      }
      todos.append(
        SeededTodo(
          title: words, due: try row.optionalText("due").flatMap { CalendarDate(iso: $0) }, kind: kind,
          application: try row.text("id"), procedure: try row.text("procedure_id")))
    }
    if persona.card == .expiringSoon {
      todos.append(
        SeededTodo(
          title: "電子証明書を更新する", due: today.adding(days: 30), kind: "renewal", source: "電子証明書の有効期限", procedure: "K1"))
    }
    for todo in todos {
      let notice = try todo.application.flatMap { (id) throws(DatabaseError) in
        try connection.first(
          "SELECT seq FROM notices WHERE person = ? AND application = ?", [.integer(number), .text(id)]
        ) {
          (row) throws(DatabaseError) in Store.noticeID(try row.integer("seq"))
        }
      }
      try connection.run(
        "INSERT INTO todos VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(number), .text(todo.title), SQLValue(todo.due?.iso), SQLValue(todo.rule?.rawValue), .text(todo.kind),
          SQLValue(todo.source), SQLValue(todo.certain), SQLValue(notice), SQLValue(todo.application),
          SQLValue(todo.procedure),
        ])
    }
  }

  private func lifeEvents(of persona: Persona) -> [SeededTodo] {
    func deadline(
      _ title: String, _ rule: DayCount, _ length: Int, from event: CalendarDate, source: String, certain: Bool = true,
      procedure: String
    ) -> SeededTodo {
      SeededTodo(
        title: title, due: rule.lastDay(event: event, length: length), rule: rule, kind: "deadline", source: source,
        certain: certain, procedure: procedure)
    }
    switch persona.id {
    case "p01":
      let moved = today.adding(days: -4)
      return [
        deadline("転居届を出す", .exclusive, 14, from: moved, source: "住民基本台帳法23条", procedure: "M4"),
        deadline(
          "車検証の住所を変える", .exclusive, 15, from: moved, source: "道路運送車両法12条", certain: false, procedure: "M17"),
        SeededTodo(
          title: "パスポートを切り替える", due: today.adding(days: 240), kind: "renewal", source: "旅券の有効期限", procedure: "P1"),
        SeededTodo(
          title: "所得証明書をダウンロードする", due: today.adding(days: 50), kind: "document", source: "公文書の取得期限", procedure: "Z3"),
        SeededTodo(title: "運転免許証の住所を変える", kind: "deadline", source: "道路交通法94条", certain: false, procedure: "M19"),
      ]
    case "p21":
      let moved = today.adding(days: -7)
      return [
        deadline("転入届を出す", .exclusive, 14, from: moved, source: "住民基本台帳法22条", procedure: "M3"),
        SeededTodo(title: "署名用電子証明書を発行してもらう", kind: "renewal", source: nil, procedure: "M7"),
      ]
    case "p35":
      let born = today.adding(days: -9)
      return [
        deadline("出生届を出す", .inclusive, 14, from: born, source: "戸籍法49条", procedure: "C2"),
        deadline("児童手当の認定を請求する", .exclusive, 15, from: born, source: "児童手当法8条", procedure: "C3"),
      ]
    case "p36":
      let firstOfMonth = today.adding(days: 1 - today.day)
      let left = firstOfMonth.adding(days: -1)
      return [
        deadline("国民健康保険に加入する", .exclusive, 14, from: left, source: "国民健康保険法施行規則3条", procedure: "J1"),
        deadline("健康保険の任意継続を申し出る", .loss, 20, from: left, source: "健康保険法37条", procedure: "J2"),
        deadline("国民年金の第1号被保険者になる届出をする", .exclusive, 14, from: left, source: "国民年金法施行規則", procedure: "J4"),
      ]
    case "p37":
      let died = today.adding(days: -14)
      return [
        deadline("世帯主の変更を届け出る", .exclusive, 14, from: died, source: "住民基本台帳法25条", procedure: "D3"),
        deadline("相続を放棄するかどうか決める", .months, 3, from: died, source: "民法915条", certain: false, procedure: "D10"),
        deadline("準確定申告をする", .months, 4, from: died, source: "所得税法124条・125条", certain: false, procedure: "D11"),
        deadline("相続税の申告をする", .months, 10, from: died, source: "相続税法27条", certain: false, procedure: "D12"),
      ]
    default: return []
    }
  }
}
