/// The forty people of facts that are hard for software. The order is stable: an id always names the same person.
///
/// Municipalities, streets and households are invented; no name is that of a known person.
extension Persona {
  /// The one who is logged in when nothing else is said.
  public static let defaultID = "p01"

  public static let table: [Persona] = [
    Persona(
      id: "p01", name: "見本　花子", kana: "ミホン　ハナコ",
      birth: PartialDate(1984, 5, 12), sex: .female, address: "サンプル県見本市中央一丁目2番3号",
      description: "An ordinary resident with a rich account and everything valid: the default.",
      note: "ふつうの住民。すべて有効。"),
    Persona(
      id: "p02", name: "見本　太郎", kana: "ミホン　タロウ",
      birth: PartialDate(1982, 11, 3), sex: .male, address: "サンプル県見本市中央一丁目2番3号",
      description: "Husband of p01 in the same household; may act for nobody.",
      note: "p01の配偶者。同じ世帯。"),
    Persona(
      id: "p03", name: "見本　さくら", kana: "ミホン　サクラ",
      birth: PartialDate(2012, 6, 15), sex: .female, address: "サンプル県見本市中央一丁目2番3号",
      description: "14 years old on 2026-11-20: no signing certificate, cannot sign.",
      note: "2026-11-20に14歳。署名用証明書なし。", card: .noSignCertificate),
    Persona(
      id: "p04", name: "例示　蓮", kana: "レイジ　レン",
      birth: PartialDate(2011, 8, 3), sex: .male, address: "サンプル県例示市本町二丁目5番1号",
      description: "15 years old on 2026-11-20: the youngest who may sign.",
      note: "2026-11-20に15歳。"),
    Persona(
      id: "p05", name: "例示　陽菜", kana: "レイジ　ヒナ",
      birth: PartialDate(2009, 2, 28), sex: .female, address: "サンプル県例示市本町二丁目5番1号",
      description: "17 years old on 2026-11-20: a minor with both certificates.",
      note: "2026-11-20に17歳。"),
    Persona(
      id: "p06", name: "葛\u{E0100}城　結子", kana: "カツラギ　ユイコ",
      birth: PartialDate(1991, 1, 20), sex: .female, address: "サンプル県見本市葛\u{E0100}原町7番地",
      description: "Name and address with U+845B U+E0100 (ideographic variation sequence).",
      note: "氏名と住所に異体字（葛＋U+E0100）。"),
    Persona(
      id: "p07", name: "\u{FA19}田　誠", kana: "カミダ　マコト",
      birth: PartialDate(1975, 9, 9), sex: .male, address: "サンプル県見本市\u{FA19}前三丁目1番8号",
      description:
        "Name with U+FA19, a compatibility ideograph that normalisation would destroy; p08 differs only in it.",
      note: "氏名に互換漢字U+FA19。p08とは別の字。"),
    Persona(
      id: "p08", name: "\u{795E}田　誠", kana: "カミダ　マコト",
      birth: PartialDate(1975, 9, 9), sex: .male, address: "サンプル県見本市神前三丁目1番9号",
      description: "Same name as p07 but with U+795E: another person, who looks alike.",
      note: "p07と似ているが別人（U+795E）。"),
    Persona(
      id: "p09", name: "\u{20BB7}野　一郎", kana: "ヨシノ　イチロウ",
      birth: PartialDate(1968, 3, 31), sex: .male, address: "サンプル県例示市\u{20BB7}野台4番地の2",
      description: "Name with U+20BB7, beyond the Basic Multilingual Plane.",
      note: "氏名にU+20BB7（土の下が長いよし）。"),
    Persona(
      id: "p10", name: "\u{FA11}本　\u{9AD9}子", kana: "サキモト　タカコ",
      birth: PartialDate(1959, 12, 24), sex: .female, address: "サンプル県練習町大字崎浜12番地",
      description: "Name with U+FA11 and U+9AD9, as in many registers.",
      note: "氏名にU+FA11とU+9AD9。"),
    Persona(
      id: "p11", name: "渡\u{9089}\u{E0104}　修", kana: "ワタナベ　オサム",
      birth: PartialDate(1970, 7, 7), sex: .male, address: "サンプル県練習町大字北12番地",
      description: "Name with U+9089 U+E0104, one of many shapes of 邉.",
      note: "氏名に異体字（邉＋U+E0104）。"),
    Persona(
      id: "p12", name: "辻\u{E0100}　\u{7950}\u{E0100}介", kana: "ツジ　ユウスケ",
      birth: PartialDate(1988, 10, 1), sex: .male, address: "サンプル県見本市港町9番5号",
      description: "Name with two variation sequences: U+8FBB U+E0100 and U+7950 U+E0100.",
      note: "氏名に異体字が二つ。"),
    Persona(
      id: "p13", name: "クリストファーアレクサンダー　マキシミリアンフェルナンデスデラクルス", kana: "クリストファーアレクサンダー　マキシミリアンフェルナンデスデラクルス",
      birth: PartialDate(1986, 4, 4), sex: .male, address: "サンプル県見本市国際通り1番地1001号室",
      description: "A very long katakana name (35 characters).",
      note: "とても長いカタカナの氏名。"),
    Persona(
      id: "p14", name: "SAMPLE MARIA CLARA DE LOS SANTOS", kana: "サンプル　マリア　クララ　デ　ロス　サントス",
      birth: PartialDate(1993, 2, 14), sex: .female, address: "サンプル県例示市東町3番2号",
      description: "A name in Latin letters, as foreign residents have it on the card.",
      note: "ローマ字の氏名（外国人住民）。"),
    Persona(
      id: "p15", name: "スカルノ", kana: "スカルノ",
      birth: PartialDate(1990, 6, 1), sex: .male, address: "サンプル県例示市東町3番9号",
      description: "A single name without a family name.",
      note: "氏と名の区別がない氏名。"),
    Persona(
      id: "p16", name: "練習　キヨ", kana: "レンシュウ　キヨ",
      birth: PartialDate(1936, 7), sex: .female, address: "サンプル県練習町大字上1番地",
      description: "Birth day unknown: month and year only.",
      note: "生まれた日が不明。"),
    Persona(
      id: "p17", name: "練習　元", kana: "レンシュウ　ハジメ",
      birth: PartialDate(1948), sex: .male, address: "サンプル県練習町大字下88番地",
      description: "Birth month and day unknown.",
      note: "生まれた月日が不明。"),
    Persona(
      id: "p18", name: "架空　トメ", kana: "カクウ　トメ",
      birth: PartialDate(1924, 3, 3), sex: .female, address: "サンプル県架空村1番地",
      description: "102 years old, born in 大正13年.",
      note: "102歳（大正13年生まれ）。"),
    Persona(
      id: "p19", name: "架空　喜一", kana: "カクウ　キイチ",
      birth: PartialDate(1951, 11, 19), sex: .male, address: "サンプル県架空村22番地",
      description: "75 years old since 2026-11-19: insured by the late-stage elderly scheme since yesterday.",
      note: "2026-11-19に75歳になった。"),
    Persona(
      id: "p20", name: "非開示　みどり", kana: "ヒカイジ　ミドリ",
      birth: PartialDate(1989, 8, 8), sex: .female, address: "サンプル県見本市（非開示）",
      description: "A protected person: rows about her are withheld from others.",
      note: "支援措置の対象。情報は不開示。", isProtected: true),
    Persona(
      id: "p21", name: "転居　大輔", kana: "テンキョ　ダイスケ",
      birth: PartialDate(1994, 5, 30), sex: .male, address: "サンプル県例示市新町6番1号",
      description: "Moved last week: the signing certificate died with the old address; log-in works.",
      note: "先週引っ越した。署名用証明書は失効。", card: .signRevoked),
    Persona(
      id: "p22", name: "転居　美咲", kana: "テンキョ　ミサキ",
      birth: PartialDate(1995, 3, 8), sex: .female, address: "サンプル県見本市旧町2番7号",
      description: "Stayed in the old household when p21 moved out.",
      note: "p21が転出した後の世帯主。"),
    Persona(
      id: "p23", name: "施錠　守", kana: "セジョウ　マモル",
      birth: PartialDate(1979, 1, 17), sex: .male, address: "サンプル県見本市城下4番4号",
      description: "Authentication PIN locked: log-in is impossible until a visit to the office.",
      note: "利用者証明用の暗証番号がロック済み。", card: .authLocked),
    Persona(
      id: "p24", name: "残一　香", kana: "ザンイチ　カオリ",
      birth: PartialDate(1983, 9, 2), sex: .female, address: "サンプル県見本市城下4番6号",
      description: "One try left for the authentication PIN.",
      note: "利用者証明用の暗証番号は残り1回。", card: .authOneTryLeft),
    Persona(
      id: "p25", name: "署名　剛", kana: "ショメイ　ツヨシ",
      birth: PartialDate(1977, 12, 5), sex: .male, address: "サンプル県見本市印町1番1号",
      description: "Signing password locked; log-in works.",
      note: "署名用の暗証番号がロック済み。", card: .signLocked),
    Persona(
      id: "p26", name: "署名　典子", kana: "ショメイ　ノリコ",
      birth: PartialDate(1978, 2, 6), sex: .female, address: "サンプル県見本市印町1番1号",
      description: "One try left for the signing password.",
      note: "署名用の暗証番号は残り1回。", card: .signOneTryLeft),
    Persona(
      id: "p27", name: "満了　進", kana: "マンリョウ　ススム",
      birth: PartialDate(1965, 10, 10), sex: .male, address: "サンプル県例示市時計台1番地",
      description: "Both certificates ended a month ago.",
      note: "電子証明書は有効期限切れ。", card: .expired),
    Persona(
      id: "p28", name: "期限　近子", kana: "キゲン　チカコ",
      birth: PartialDate(1966, 11, 11), sex: .female, address: "サンプル県例示市時計台2番地",
      description: "Both certificates end in 30 days; PINs 0000, password SAMPLE0123456789 (the longest).",
      note: "電子証明書は30日後に期限。暗証番号は0000。",
      pins: PINs(authentication: "0000", signature: "SAMPLE0123456789", text: "0000", juki: "0000"), card: .expiringSoon
    ),
    Persona(
      id: "p29", name: "紛失　修", kana: "フンシツ　オサム",
      birth: PartialDate(1972, 6, 21), sex: .male, address: "サンプル県例示市駅前1番12号",
      description: "Card reported lost: both certificates are revoked.",
      note: "カード紛失届により失効。", card: .revoked),
    Persona(
      id: "p30", name: "他局　令", kana: "タキョク　レイ",
      birth: PartialDate(1981, 4, 18), sex: .unspecified, address: "サンプル県例示市駅前1番13号",
      description: "Certificates of another authority that this portal does not know.",
      note: "別の認証局の証明書。", card: .foreignIssuer),
    Persona(
      id: "p31", name: "未登録　誰", kana: "ミトウロク　ダレ",
      birth: PartialDate(1987, 7, 27), sex: .unspecified, address: "サンプル県例示市駅前1番14号",
      description: "Valid certificates, but the portal does not know the person.",
      note: "ポータルに登録がない人。", card: .unknownToPortal),
    Persona(
      id: "p32", name: "無券　昭", kana: "ムケン　アキラ",
      birth: PartialDate(1947, 5, 3), sex: .male, address: "サンプル県架空村30番地",
      description: "Never had a card.",
      note: "カードを持っていない。", card: .none),
    Persona(
      id: "p33", name: "起業　翔", kana: "キギョウ　ショウ",
      birth: PartialDate(1990, 12, 12), sex: .male, address: "サンプル県見本市商工町8番8号",
      description: "A sole trader.",
      note: "個人事業主。"),
    Persona(
      id: "p34", name: "介護　文子", kana: "カイゴ　フミコ",
      birth: PartialDate(1944, 2, 29), sex: .female, address: "サンプル県見本市福祉町3番3号",
      description: "Born on 29 February; p01 acts for her as proxy.",
      note: "2月29日生まれ。p01が代理人。"),
    Persona(
      id: "p35", name: "育児　健", kana: "イクジ　ケン",
      birth: PartialDate(1996, 8, 25), sex: .male, address: "サンプル県見本市若葉町5番2号",
      description: "Father of a baby born this month.",
      note: "今月子どもが生まれた。"),
    Persona(
      id: "p36", name: "退職　実", kana: "タイショク　ミノル",
      birth: PartialDate(1963, 1, 4), sex: .male, address: "サンプル県例示市西町7番1号",
      description: "Left a job at the end of last month.",
      note: "先月末に退職した。"),
    Persona(
      id: "p37", name: "遺族　静", kana: "イゾク　シズカ",
      birth: PartialDate(1957, 6, 30), sex: .female, address: "サンプル県例示市西町7番8号",
      description: "Lost a parent two weeks ago.",
      note: "2週間前に親を亡くした。"),
    Persona(
      id: "p38", name: "空白　無", kana: "クウハク　ム",
      birth: PartialDate(1999, 9, 9), sex: .unspecified, address: "サンプル県架空村45番地",
      description: "An empty account: no notice, application or to-do at all.",
      note: "お知らせも手続もない人。"),
    Persona(
      id: "p39", name: "々木　ヽ子", kana: "ササキ　シゲコ",
      birth: PartialDate(1974, 4, 23), sex: .female, address: "サンプル県練習町字ヶ丘ノ3番地",
      description: "Iteration marks in the name, small ケ and ノ in the address.",
      note: "繰り返し記号のある氏名。"),
    Persona(
      id: "p40", name: "か\u{3099}く　は\u{309A}り子", kana: "ガク　パリコ",
      birth: PartialDate(2000, 1, 1), sex: .female, address: "サンプル県練習町字か\u{3099}け下5番地",
      description: "Combining voiced-sound marks (U+3099, U+309A) in the name.",
      note: "濁点が結合文字の氏名。"),
  ]

  /// The first `count` people: the table, then as many ordinary residents as are asked for.
  public static func people(_ count: Int) -> [Persona] {
    Array(table.prefix(count)) + (count > table.count ? (table.count + 1...count).map(extra) : [])
  }

  private static func extra(_ number: Int) -> Persona {
    let families = [("試作", "シサク"), ("例題", "レイダイ"), ("仮名", "カメイ"), ("見立", "ミタテ"), ("雛形", "ヒナガタ")]
    let given = [("葵", "アオイ"), ("翼", "ツバサ"), ("薫", "カオル"), ("光", "ヒカル"), ("渚", "ナギサ"), ("泉", "イズミ"), ("操", "ミサオ")]
    let (family, familyKana) = families[number % families.count]
    let (name, nameKana) = given[number % given.count]
    return Persona(
      id: "p\(number)", name: "\(family)　\(name)", kana: "\(familyKana)　\(nameKana)",
      birth: PartialDate(1940 + number * 7 % 66, 1 + number % 12, 1 + number % 28),
      sex: number % 2 == 0 ? .female : .male, address: "サンプル県例示市団地\(number)番地",
      description: "An ordinary resident, number \(number).", note: "ふつうの住民（\(number)人目）。")
  }
}
