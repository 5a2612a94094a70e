/// The words of the notices: plain, polite and complete, as public bodies write them. Every body ends with what it is: a sample.
extension NoticeTemplate {
  static let sampleMark = "このお知らせは練習用のサンプルです。実際の手続には使えません。"

  static let all: [NoticeTemplate] = city + pension + tax + digital + insurer + delivery

  private static let city: [NoticeTemplate] = [
    NoticeTemplate(
      .government, from: "{city}", "税務課", months: [6, 8, 10, 1], "{fiscalYear} 市民税・県民税 第{term}期の納付のお願い", action: "pay",
      dueDays: 25, procedure: "T2", documents: [1],
      ages: 20...130,
      easy: "市民税（しみんぜい）を払（はら）ってください。\n{amount}円です。\n{due}までに払ってください。",
      "{greeting}\n\n{fiscalYear}の市民税・県民税 第{term}期分は{amount}円です。納期限は{due}です。\n\n納付書を使って、金融機関またはコンビニエンスストアで納めてください。口座振替の方は、納期限の日に引き落とします。\n\n納付が難しいときは、納期限の前に税務課へご相談ください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "税務課", months: [4, 5], "{fiscalYear} 固定資産税の納税通知書をお送りしました", action: "check",
      documents: [0],
      ages: 30...130,
      "{greeting}\n\n{fiscalYear}の固定資産税・都市計画税の納税通知書を郵送しました。年税額は{amount}円です。\n\n課税の内容は、同封の課税明細書で確かめてください。価格に疑問があるときは、窓口で説明を受けることができます。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "税務課", months: [5], "{fiscalYear} 軽自動車税（種別割）のお知らせ", action: "pay", dueDays: 20,
      documents: [1],
      ages: 20...85,
      "{greeting}\n\n{fiscalYear}の軽自動車税（種別割）は{amount}円です。{due}までに納めてください。\n\nすでに廃車した車の通知が届いた方は、お手数ですが税務課へご連絡ください。"),
    NoticeTemplate(
      .government, from: "{city}", "国保年金課", months: [7, 8], "国民健康保険料の決定のお知らせ（{fiscalYear}）", action: "check",
      documents: [0, 4],
      ages: 20...74, scheme: .national,
      "{greeting}\n\n{fiscalYear}の国民健康保険料が決まりました。年額は{amount}円です。\n\n前年の所得と加入者の人数から計算しています。所得が少ない世帯には、保険料を減らすしくみがあります。計算の内訳は、添付の通知書をご覧ください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "国保年金課", months: [7], "資格確認書の送付について",
      ages: 18...74, scheme: .national,
      "{greeting}\n\n現在お使いの資格確認書は、7月31日で期限が切れます。新しい資格確認書を簡易書留で郵送しました。\n\nマイナンバーカードを健康保険証として利用している方は、これまでどおりカードで受診できます。"),
    NoticeTemplate(
      .government, from: "{city}", "こども課", months: [6], "児童手当の現況確認について", action: "check", procedure: "M10",
      ages: 20...50,
      easy: "児童手当（じどうてあて）のお知らせです。\n家族（かぞく）や住所（じゅうしょ）が変（か）わった人は、市役所（しやくしょ）に言ってください。",
      "{greeting}\n\n児童手当を受けている方の状況を、市で確認しました。ほとんどの方は、届出はいりません。\n\n次の方は、こども課へお知らせください。\n1 離婚の協議中で、お子さんと別に暮らしている方\n2 住民票の住所と、実際に住んでいる場所が違う方\n3 勤め先から手当を受けるようになった公務員の方"
    ),
    NoticeTemplate(
      .government, from: "{city}", "こども課", months: [2, 4, 6, 8, 10, 12], "児童手当を振り込みました（{year}{month}月期）",
      ages: 20...50,
      "{greeting}\n\n{year}{month}月期の児童手当{amount}円を、届出のあった口座に振り込みました。\n\n振込先を変えるときは、支払月の前月20日までに届け出てください。"),
    NoticeTemplate(
      .government, from: "{city}", "保育課", months: [10, 11], "来年度の保育所等の利用申込みが始まります", action: "apply", dueDays: 30,
      procedure: "C10", documents: [3, 7, 8],
      ages: 20...45,
      "{greeting}\n\n来年4月からの保育所・認定こども園などの利用申込みを受け付けます。締切りは{due}です。\n\n申込みはマイナポータルでできます。就労証明書など、保育が必要なことを示す書類を用意してください。\n\n希望する施設は、見学してから選ぶことをお勧めします。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "健康推進課", "予防接種のご案内（{place}）", action: "visit", dueDays: 60, documents: [3],
      ages: 0...130,
      easy: "予防接種（よぼうせっしゅ）のお知らせです。\n{due}までに受（う）けてください。お金（かね）はかかりません。",
      "{greeting}\n\n定期の予防接種の時期になりました。{due}までに、市内の協力医療機関で受けてください。費用はかかりません。\n\n予約が必要です。母子健康手帳と予診票を持ってお出かけください。熱があるときや体調が悪いときは、日を改めてください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "健康推進課", months: [5, 6, 9], "がん検診を受けましょう（{fiscalYear}）", action: "apply",
      dueDays: 90,
      ages: 40...130,
      "{greeting}\n\n{fiscalYear}のがん検診を、{place}と市内の医療機関で行います。自己負担は{amount}円です。\n\n職場で検診を受ける機会がない方は、ぜひご利用ください。申込みは{due}までです。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "市民課", "マイナンバーカードの受取りについて", action: "visit", dueDays: 45,
      ages: 0...130,
      "{greeting}\n\n申請のあったマイナンバーカードができました。{due}までに、ご本人が{place}へお越しください。\n\n受付は{hours}です。土曜日・日曜日・祝日と年末年始はお休みです。\n\n本人確認書類と、この通知の番号（{number}）をお持ちください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "市民課", "電子証明書の有効期限のお知らせ", action: "visit", dueDays: 90, procedure: "K1",
      documents: [9],
      ages: 0...130,
      "{greeting}\n\nマイナンバーカードの電子証明書は、発行から5回目の誕生日で期限が切れます。期限の3か月前から、窓口で無料で更新できます。\n\n期限が切れると、ログインや電子申請ができなくなります。カードと暗証番号を用意して、{place}へお越しください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "市民課", "窓口の混雑状況と予約のご案内",
      ages: 0...130,
      "{greeting}\n\n{place}は、月曜日と連休の翌日に混み合います。予約をすると、待ち時間が短くなります。\n\n受付時間は{hours}です。住民票の写しと印鑑登録証明書は、コンビニエンスストアでも受け取れます。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "防災課", months: [6, 8, 9], "防災情報メールと避難場所の確認のお願い", action: "check", documents: [6],
      ages: 0...130,
      easy: "災害（さいがい）のときのために、逃（に）げる場所（ばしょ）を確（たし）かめてください。",
      "{greeting}\n\n大雨や台風の多い季節です。お住まいの地域の避難場所は{place}です。家族で避難の道順を確かめておきましょう。\n\n一人で避難するのが難しい方は、避難行動要支援者の名簿に登録できます。"),
    NoticeTemplate(
      .government, from: "{city}", "環境課", "ごみの収集日が変わります",
      ages: 0...130,
      "{greeting}\n\n{day}から、お住まいの地区のごみの収集日が変わります。燃やすごみは月曜日と木曜日、資源ごみは第2・第4水曜日です。\n\n収集日の朝8時までに、決められた場所へ出してください。"),
    NoticeTemplate(
      .government, from: "{city}", "福祉課", months: [4, 7, 10], "介護保険料の通知（{fiscalYear}）", action: "check", documents: [0],
      ages: 65...130,
      "{greeting}\n\n{fiscalYear}の介護保険料は、年額{amount}円です。年金から差し引く方は、手続はいりません。\n\n災害や失業で納めるのが難しいときは、減免を受けられることがあります。福祉課へご相談ください。"
    ),
    NoticeTemplate(
      .government, from: "{city}", "図書館", "予約の資料が用意できました", action: "visit", dueDays: 7,
      ages: 0...130,
      "予約の資料が用意できました。受付番号は{number}です。\n\n{due}までに、{place}の図書コーナーで受け取ってください。期限を過ぎると、次の方にお回しします。"),
    NoticeTemplate(
      .government, from: "{city}選挙管理委員会", nil, months: [3, 6, 9, 12], "選挙人名簿の登録について",
      "あなたは{city}の選挙人名簿に登録されました。\n\n名簿の登録に誤りがないか、{place}で確かめることができます。時間は{hours}です。"),
  ]

  private static let pension: [NoticeTemplate] = [
    NoticeTemplate(
      .government, from: "日本年金機構", "サンプル年金事務所", "「ねんきん定期便」をご確認ください", action: "check", documents: [0],
      ages: 20...64,
      "{greeting}\n\nこれまでの年金加入期間と、保険料の納付額をお知らせします。直近の標準報酬月額は{amount}円です。\n\n加入の記録に漏れや誤りがあると思われるときは、年金事務所へお問い合わせください。"),
    NoticeTemplate(
      .government, from: "日本年金機構", "サンプル年金事務所", months: [10, 11], "社会保険料（国民年金保険料）控除証明書のお知らせ", action: "check",
      documents: [0],
      ages: 20...59, scheme: .national,
      "{greeting}\n\n{year}中に納めた国民年金保険料は{amount}円です。年末調整や確定申告で、社会保険料控除を受けられます。\n\n添付の証明書を保管してください。電子データは、e-Taxでそのまま使えます。"
    ),
    NoticeTemplate(
      .government, from: "日本年金機構", "サンプル年金事務所", months: [4, 5], "国民年金保険料の納付書をお送りします", action: "pay", dueDays: 30,
      documents: [1],
      ages: 20...59, scheme: .national,
      easy: "年金（ねんきん）のお金（かね）を払（はら）ってください。\n払うのが難（むずか）しい人は、相談（そうだん）してください。",
      "{greeting}\n\n{fiscalYear}の国民年金保険料の納付書をお送りします。1か月分は{amount}円です。最初の納期限は{due}です。\n\n納めるのが難しいときは、免除や納付猶予の制度があります。そのままにせず、ご相談ください。"
    ),
    NoticeTemplate(
      .government, from: "日本年金機構", nil, months: [2, 4, 6, 8, 10, 12], "年金の振込みのお知らせ（{year}{month}月）",
      ages: 65...130,
      "{year}{month}月15日に、年金{amount}円を振り込みます。15日が休みの日のときは、その前の営業日です。\n\n介護保険料と税を差し引いた後の額です。"),
    NoticeTemplate(
      .government, from: "日本年金機構", nil, months: [9, 10], "扶養親族等申告書の提出のお願い", action: "apply", dueDays: 40,
      procedure: "N2",
      documents: [2, 7],
      ages: 65...130,
      "{greeting}\n\n来年の年金から差し引く所得税を計算するため、扶養親族等申告書を{due}までに提出してください。\n\n昨年と変わりがない方も、提出が必要です。記入のしかたは、添付の記入例をご覧ください。"),
  ]

  private static let tax: [NoticeTemplate] = [
    NoticeTemplate(
      .government, from: "見本税務署（サンプル）", nil, months: [1, 2], "確定申告の受付が始まります", action: "apply", dueDays: 30,
      procedure: "T1",
      documents: [4],
      ages: 20...130,
      "{greeting}\n\n所得税の確定申告の受付が始まります。マイナポータルと連携すると、控除証明書などのデータを自動で入力できます。\n\n会場での相談には、入場整理券が必要です。会場は{place}、時間は{hours}です。"
    ),
    NoticeTemplate(
      .government, from: "見本税務署（サンプル）", nil, months: [3, 4, 5], "所得税の還付金のお知らせ",
      ages: 20...130,
      "{year}に提出された申告書にもとづき、{amount}円を還付します。指定された口座に、10日ほどで振り込まれます。\n\n税務署から、現金自動預払機の操作をお願いすることはありません。不審な電話にご注意ください。"),
    NoticeTemplate(
      .government, from: "見本税務署（サンプル）", nil, months: [6, 7, 11], "予定納税額のお知らせ", action: "pay", dueDays: 30,
      documents: [1],
      ages: 30...75,
      "{greeting}\n\n{year}分の所得税の予定納税額は{amount}円です。{due}までに納めてください。\n\n業績の悪化などで今年の税額が減る見込みのときは、減額を申請できます。"),
  ]

  private static let digital: [NoticeTemplate] = [
    NoticeTemplate(
      .system, from: "デジタル庁", "マイナポータル担当", "マイナポータルのメンテナンスのお知らせ", dueDays: 7,
      ages: 0...130,
      "{greeting}\n\n次の時間は、システムの点検のため、マイナポータルを利用できません。\n\n日時 {due}の午前0時から午前6時まで\n\n申請の途中の方は、前の日までに下書きを保存してください。ご不便をおかけします。"
    ),
    NoticeTemplate(
      .system, from: "デジタル庁", "マイナポータル担当", "新しい端末からのログインがありました", action: "check",
      ages: 0...130,
      easy: "あなたの名前（なまえ）で、新（あたら）しい機械（きかい）からログインがありました。\n知（し）らないときは、電話（でんわ）してください。",
      "{day}に、これまでと違う端末からログインがありました。\n\nご本人の操作であれば、何もする必要はありません。心当たりがないときは、利用履歴を確かめ、マイナンバー総合フリーダイヤルへご連絡ください。"),
    NoticeTemplate(
      .system, from: "デジタル庁", "マイナポータル担当", "利用規約を改定します（第{term}版）", documents: [3],
      ages: 0...130,
      "{greeting}\n\n{day}に、利用規約を改定しました。主な変更点は次のとおりです。\n1 申請用プロフィール機能の説明を加えました。\n2 代理人の登録の条件を分かりやすくしました。\n\n引き続きご利用いただくと、改定に同意したことになります。"
    ),
    NoticeTemplate(
      .system, from: "デジタル庁", "公金受取口座担当", "公金受取口座の登録内容をご確認ください", action: "check",
      "{greeting}\n\n登録されている公金受取口座を、年に一度ご確認ください。名義が変わった方や、口座を閉じた方は、変更の手続をしてください。\n\n口座番号をメールや電話でお尋ねすることはありません。"),
    NoticeTemplate(
      .system, from: "デジタル庁", "マイナポータル担当", "わたしの情報の取得が完了しました",
      ages: 0...130,
      "請求のあった「わたしの情報」を表示できるようになりました。受付番号は{number}です。\n\n取得した情報は、ログアウトすると消えます。必要な方は、ログアウトの前に保存してください。"),
    NoticeTemplate(
      .system, from: "デジタル庁", "マイナポータル担当", "アンケートにご協力ください", action: "check",
      ages: 0...130,
      "{greeting}\n\nマイナポータルを使いやすくするため、アンケートを行っています。5分ほどで終わります。お答えから個人が分かることはありません。"),
  ]

  private static let insurer: [NoticeTemplate] = [
    NoticeTemplate(
      .government, from: "サンプル健康保険組合", "給付課", "医療費のお知らせ（{year}{month}月分）", documents: [5],
      ages: 18...74, scheme: .employer,
      "{greeting}\n\n{clinic}などで受診した医療費の総額は{amount}円でした。窓口で支払った額と違うときは、お知らせください。\n\nこのお知らせは、確定申告の医療費控除に使えます。支払いの必要はありません。"
    ),
    NoticeTemplate(
      .government, from: "サンプル健康保険組合", "給付課", "高額療養費の支給決定のお知らせ", action: "check", documents: [0],
      ages: 18...74, scheme: .employer,
      "{greeting}\n\n{clinic}の医療費について、高額療養費{amount}円の支給を決定しました。届出のあった口座に振り込みます。\n\nマイナンバーカードを健康保険証として使うと、窓口での支払いが限度額までになります。"
    ),
    NoticeTemplate(
      .government, from: "サンプル健康保険組合", "保健事業課", "特定健康診査のご案内", action: "apply", dueDays: 75, documents: [3],
      ages: 40...74, scheme: .employer,
      "{greeting}\n\n40歳から74歳までの方は、特定健康診査を受けられます。費用は{amount}円です。{due}までに{clinic}などの協力医療機関へ予約してください。\n\n結果は、マイナポータルで見ることができます。"
    ),
    NoticeTemplate(
      .government, from: "サンプル健康保険組合", "適用課", "被扶養者の資格の確認について", action: "apply", dueDays: 30, procedure: "H1",
      documents: [2, 7],
      ages: 20...74, scheme: .employer,
      "{greeting}\n\n被扶養者の資格を確認しています。収入の分かる書類を添えて、{due}までに提出してください。\n\n就職や結婚で扶養から外れた方がいるときは、先に届出をしてください。"),
  ]

  private static let delivery: [NoticeTemplate] = [
    NoticeTemplate(
      .delivery, from: "サンプル民間送達サービス", "見本生命保険株式会社", months: [10, 11], "生命保険料控除証明書が届いています", action: "check",
      documents: [0],
      ages: 20...80,
      "見本生命保険株式会社から、{year}分の生命保険料控除証明書が届いています。\n\n証明額は{amount}円です。年末調整や確定申告にお使いください。"),
    NoticeTemplate(
      .delivery, from: "サンプル民間送達サービス", "例示銀行", "お取引の明細が届いています", documents: [5],
      ages: 18...130,
      "例示銀行から、{year}{month}月分の取引明細が届いています。\n\n身に覚えのない取引があるときは、すぐに銀行へご連絡ください。"),
    NoticeTemplate(
      .delivery, from: "サンプル民間送達サービス", "サンプル電力", "電気料金のお知らせ（{month}月分）", dueDays: 15,
      ages: 20...130,
      "{month}月分の電気料金は{amount}円です。{due}に、登録された方法でお支払いいただきます。\n\n使用量の内訳は、会員のページで確かめられます。"),
    NoticeTemplate(
      .delivery, from: "サンプル民間送達サービス", "試作損害保険株式会社", months: [10, 11], "地震保険料控除証明書が届いています", action: "check",
      documents: [0],
      ages: 25...130,
      "試作損害保険株式会社から、{year}分の地震保険料控除証明書が届いています。証明額は{amount}円です。\n\n添付の証明書を保存してください。"),
  ]
}
