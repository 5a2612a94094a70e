/// The few files that notices have attached. Each says on its face that it is a sample.
enum Documents {
  struct Document: Sendable {
    let name: String
    let type: String
    let content: [UInt8]
  }

  static let all: [Document] = [
    Document(
      name: "通知書.pdf", type: "application/pdf", content: pdf(["SAMPLE - notice", "Not valid for any procedure."])),
    Document(
      name: "納付書.pdf", type: "application/pdf", content: pdf(["SAMPLE - payment slip", "Do not pay. 0000-0000-0000"])),
    Document(name: "記入例.pdf", type: "application/pdf", content: pdf(["SAMPLE - how to fill in the form"])),
    Document(
      name: "ご案内.txt", type: "text/plain; charset=utf-8",
      content: text("ご案内（サンプル）\n\nこのファイルは練習用のサンプルです。\n実際の手続には使えません。\n")),
    Document(
      name: "よくある質問.txt", type: "text/plain; charset=utf-8",
      content: text(
        "よくある質問（サンプル）\n\n問1 手続に必要なものは何ですか。\n答 マイナンバーカードと暗証番号です。\n\n問2 代理人でもできますか。\n答 できる手続とできない手続があります。\n")),
    Document(
      name: "明細.csv", type: "text/csv; charset=utf-8",
      content: [0xEF, 0xBB, 0xBF] + text("年月,区分,金額\r\n2026-08,サンプル,1200\r\n2026-09,サンプル,3400\r\n2026-10,サンプル,560\r\n")),
    Document(
      name: "窓口の地図（見本市役所）.txt", type: "text/plain; charset=utf-8",
      content: text("見本市役所（サンプル）\n見本駅の北口から歩いて5分です。\n1階 市民課、2階 税務課、3階 こども課\n")),
    Document(name: "様式第1号.pdf", type: "application/pdf", content: pdf(["SAMPLE - form No. 1"])),
    Document(name: "様式第2号.pdf", type: "application/pdf", content: pdf(["SAMPLE - form No. 2"])),
    Document(
      name: "個人番号カード・電子証明書に関する更新手続のご案内（ご本人用・代理人用）サンプル.pdf", type: "application/pdf",
      content: pdf(["SAMPLE - a long file name"])),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// A page of plain lines (PDF 1.4, ISO 32000-1 §7.5: header, objects, cross-reference table, trailer).
  private static func pdf(_ lines: [String]) -> [UInt8] {
    let page = lines.enumerated()
      .map { "BT /F1 16 Tf 72 \(760 - 28 * $0.offset) Td (\($0.element)) Tj ET" }.joined(separator: "\n")
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(page.utf8.count) >>\nstream\n\(page)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var out = "%PDF-1.4\n"
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(out.utf8.count)
      out += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = out.utf8.count
    out += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      out += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    out += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(out.utf8)
  }
}
