internal import Database
internal import Domain

/// One application of the world, in days before today.
private struct SeededApplication {
  var procedure: (id: String, title: String)
  /// Nil: the person's own town.
  var destination: String?
  var state: FiledState
  /// Newest last: what happened, how many days ago, what was noted.
  var history: [(state: FiledState, daysAgo: Int, note: String?)]
  /// Days from today to the date until which the person must act.
  var dueIn: Int?
  var usualDays: Int?
  var message: String?
}

extension World {
  func seedApplications(of persona: Persona, number: Int, in connection: Connection) throws(DatabaseError) {
    let rows = persona.id == Persona.defaultID ? everyState : someApplications(number: number)
    for (position, row) in rows.enumerated() {
      let submittedAt = daysAgo(row.history[0].daysAgo, hour: 9 + position % 8, minute: 7 * position % 60)
      let id = "a\(number)-\(position + 1)"
      // e-Gov's arrival numbers have 16 to 18 digits; ours begin with the day.
      var digits = String(number * 1000 + position)
      digits = String(repeating: "0", count: 10 - digits.count) + digits
      let date = Instant(milliseconds: submittedAt).jst.date.iso.filter { $0 != "-" }
      let arrived = row.history.first { $0.state == .arrived }
      try connection.run(
        "INSERT INTO applications VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(id), .integer(number), .text(row.procedure.id), .text(row.procedure.title),
          .text(row.destination ?? persona.city), .text(row.state.rawValue), .integer(submittedAt),
          arrived == nil ? .null : .text(date + digits), arrived == nil ? .null : .integer(submittedAt + 42_000),
          SQLValue(row.dueIn.map { Holidays.nextOpenDay(from: today.adding(days: $0)).iso }), SQLValue(row.usualDays),
          SQLValue(row.message),
        ])
      let application = connection.lastRowID
      for (step, entry) in row.history.enumerated() {
        let at =
          step == 0
          ? submittedAt + (entry.state == .arrived ? 42_000 : 5000)
          : max(submittedAt + 60_000 * (step + 1), daysAgo(entry.daysAgo, hour: 11 + step, minute: 15))
        try connection.run(
          "INSERT INTO application_history VALUES (?, ?, ?, ?, ?)",
          [
            .integer(application), .integer(step), .text(entry.state.rawValue), .integer(min(at, now.milliseconds)),
            SQLValue(entry.note),
          ])
      }
    }
  }

  /// One application in each state, one sent twice by mistake, and one whose correction runs out in five days.
  private var everyState: [SeededApplication] {
    [
      SeededApplication(
        procedure: ("C3", "児童手当の認定請求"), state: .done,
        history: [(.arrived, 210, nil), (.review, 205, nil), (.done, 190, "認定しました。")], usualDays: 20),
      SeededApplication(
        procedure: ("P1", "パスポートの切替申請"), destination: "サンプル県旅券事務所", state: .correct,
        history: [(.arrived, 92, nil), (.review, 90, nil), (.correct, 85, "写真の訂正をお願いしました。")], dueIn: 5, usualDays: 14,
        message: "写真の顔の大きさが規格に合いません。撮り直した写真を添えて、もう一度送ってください。"),
      SeededApplication(
        procedure: ("Z1", "住民票の写しの交付請求"), state: .withdrawn,
        history: [(.arrived, 60, nil), (.withdrawRequested, 60, "同じ申請を2回送ったため"), (.withdrawn, 59, "取下げを受け付けました。")],
        usualDays: 5),
      SeededApplication(
        procedure: ("Z1", "住民票の写しの交付請求"), state: .done,
        history: [(.arrived, 60, nil), (.review, 59, nil), (.done, 56, "郵送しました。")], usualDays: 5),
      SeededApplication(
        procedure: ("S2", "特別児童扶養手当の認定請求"), destination: "サンプル県", state: .rejected,
        history: [(.arrived, 70, nil), (.review, 66, nil), (.rejected, 40, "所得が限度額を超えているため")], usualDays: 45,
        message: "所得が限度額を超えているため、却下しました。決定を知った日の翌日から3か月以内に、審査請求ができます。"),
      SeededApplication(
        procedure: ("C10", "保育所等の利用申込み"), state: .review, history: [(.arrived, 12, nil), (.review, 9, "保育課で審査しています。")],
        usualDays: 30, message: "審査には1か月ほどかかります。結果は郵送でもお知らせします。"),
      SeededApplication(
        procedure: ("Z3", "所得証明書の交付請求"), state: .payWait,
        history: [(.arrived, 4, nil), (.review, 3, nil), (.payWait, 2, "手数料300円")], dueIn: 7, usualDays: 7,
        message: "手数料300円を納めてください。納付を確認してから、証明書を発送します。"),
      SeededApplication(
        procedure: ("M2", "転居の来庁予約"), state: .visitWait,
        history: [(.arrived, 3, nil), (.review, 2, nil), (.visitWait, 1, "来庁日を受け付けました。")], dueIn: 6, usualDays: 3,
        message: "引っ越した方全員のマイナンバーカードと暗証番号を用意して、1階の市民課へお越しください。"),
      SeededApplication(
        procedure: ("C7", "国民年金保険料の産前産後期間の免除の届出"), destination: "サンプル年金事務所", state: .withdrawRequested,
        history: [(.arrived, 3, nil), (.withdrawRequested, 1, "届出の要らないことが分かったため")], usualDays: 30),
      SeededApplication(
        procedure: ("P1", "パスポートの切替申請"), destination: "サンプル県旅券事務所", state: .correct,
        history: [(.arrived, 8, nil), (.review, 6, nil), (.correct, 2, "署名の訂正をお願いしました。")], dueIn: 12, usualDays: 14,
        message: "署名がはっきり読めません。署名を書き直して、もう一度送ってください。"),
      SeededApplication(
        procedure: ("C5", "子ども医療費助成の受給資格の変更届"), state: .receiveError,
        history: [(.receiveError, 1, "送り先のシステムで受付に失敗しました。")], message: "送り先のシステムで受付に失敗しました。申請は届いていません。"),
      SeededApplication(
        procedure: ("M10", "児童手当の住所変更届"), state: .arrived, history: [(.arrived, 0, nil)], usualDays: 10),
    ]
  }

  private func someApplications(number: Int) -> [SeededApplication] {
    let choices = [
      SeededApplication(
        procedure: ("M1", "転出届"), state: .done,
        history: [(.arrived, 33, nil), (.review, 33, nil), (.done, 32, "転入先へ情報を送りました。")], usualDays: 3),
      SeededApplication(
        procedure: ("Z1", "住民票の写しの交付請求"), state: .review, history: [(.arrived, 2, nil), (.review, 1, nil)], usualDays: 5
      ),
      SeededApplication(
        procedure: ("J1", "国民健康保険の加入の届出"), state: .arrived, history: [(.arrived, 1, nil)], usualDays: 7),
      SeededApplication(
        procedure: ("K2", "要介護認定の更新申請"), state: .review,
        history: [(.arrived, 25, nil), (.review, 20, "訪問調査が終わりました。")], usualDays: 30,
        message: "主治医の意見書を待っています。結果は申請から30日以内にお知らせします。"),
    ]
    // About half of the people have one or two; every choice comes up.
    let count = [1, 0, 2, 0, 1, 2][number % 6]
    return (0..<count).map { choices[(number + $0 * 2) % choices.count] }
  }
}
