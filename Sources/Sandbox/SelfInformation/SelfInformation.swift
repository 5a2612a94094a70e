internal import Database
internal import Domain

/// わたしの情報: the 29 categories of the citizens' list of 2023-06-21. Real codes are not public except two, so ids are ours.
enum SelfInformation {
  struct Category: Sendable {
    let number: Int
    let group: String
    let title: String
    let holder: String
    let isSensitive: Bool
    var id: String { "c" + (number < 10 ? "0" : "") + String(number) }
  }

  static let all: [Category] = {
    // Title, holder, and whether it is of a kind that a person may not want others in the room to see.
    let groups: [(String, [(String, String, Bool)])] = [
      (
        "健康・医療",
        [
          ("健康保険証", "医療保険者", false), ("診療・薬剤", "社会保険診療報酬支払基金", true), ("医療費", "社会保険診療報酬支払基金", true),
          ("予防接種", "市区町村", true), ("特定健診・後期高齢者健診", "医療保険者", true), ("検診（がん等）", "市区町村", true),
          ("医療保険", "医療保険者", false), ("医療保険その他", "医療保険者", false), ("学校保健", "学校・教育委員会", true),
          ("難病患者支援", "都道府県", true), ("保険証の被保険者番号", "医療保険者", false), ("医療保険情報の提供状況", "医療保険者", false),
        ]
      ),
      ("税・所得・口座", [("税・所得", "市区町村", false), ("医療費", "社会保険診療報酬支払基金", true), ("公金受取口座", "デジタル庁", false)]),
      ("年金", [("年金", "日本年金機構", false), ("年金その他", "共済組合など", false)]),
      (
        "子ども・子育て",
        [
          ("児童手当", "市区町村", false), ("ひとり親家庭", "市区町村", true), ("母子保健", "市区町村", true), ("教育・就学支援", "市区町村・都道府県", false),
          ("障害児支援・小児慢性特定疾病医療", "都道府県", true),
        ]
      ),
      ("世帯情報", [("世帯情報", "市区町村", false)]),
      (
        "福祉・介護",
        [
          ("障害保健福祉", "市区町村・都道府県", true), ("生活保護", "福祉事務所", true), ("中国残留邦人等支援", "市区町村", true),
          ("介護・高齢者福祉", "市区町村", true),
        ]
      ),
      ("雇用保険・労災", [("雇用保険", "厚生労働省", false), ("労災補償", "厚生労働省", true)]),
    ]
    var all: [Category] = []
    for (group, rows) in groups {
      for (title, holder, isSensitive) in rows {
        all.append(
          Category(number: all.count + 1, group: group, title: title, holder: holder, isSensitive: isSensitive))
      }
    }
    return all
  }()

  /// `GET /selfinfo/v1/categories`
  static let categories: [(key: String, value: Value)] = all.map { category in
    (
      key: category.id,
      value: .fields(
        ("id", .text(category.id)), ("group", .text(category.group)), ("title", .text(category.title)),
        ("holder", .text(category.holder)), ("sensitive", .bool(category.isSensitive)))
    )
  }
}

extension Store {
  /// `GET /selfinfo/v1/requests`, newest first.
  func selfInformationRequests(_ call: Call) throws(PortalFailure) -> Answer {
    let items = try asking { () throws(DatabaseError) in
      try connection.rows(
        """
        SELECT id, state, requested_at, categories FROM selfinfo_requests WHERE person = ?
        ORDER BY requested_at DESC, seq DESC
        """, [.integer(call.person)]
      ) { (row) throws(DatabaseError) in
        let id = try row.text("id")
        let categories = try row.text("categories").split(separator: " ").map { Value.text(String($0)) }
        return (
          key: id,
          value: Value.fields(
            ("id", .text(id)), ("state", .text(try row.text("state"))),
            ("requestedAt", time(try row.integer("requested_at"))),
            ("categories", .list(categories)))
        )
      }
    }
    return try call.paging().page(items)
  }
}
