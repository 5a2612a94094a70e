import Domain
import Testing

@testable import Sandbox

@Suite struct NoticesTests {
  func ids(_ reply: PortalKit.Reply) -> [String] { reply.items.compactMap { $0["id"]?.text } }

  @Test func offsetsAndCursorsWalkTheSameBoxNewestFirst() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let whole = try await kit.call("GET", "/notices/v1/notices?limit=200", token: token)
    #expect(whole["total"] == 60)
    #expect(whole["next"]?.isNull == true)
    let times = whole.items.compactMap { $0["issuedAt"]?.text }
    #expect(times == times.sorted(by: >))
    for query in ["", "&unread=true", "&since=2025-06-01", "&search=%E3%82%B5%E3%83%B3%E3%83%97%E3%83%AB"] {
      let all = try await kit.call("GET", "/notices/v1/notices?limit=200\(query)", token: token)
      var byOffset: [String] = []
      var byCursor: [String] = []
      var cursor = ""
      repeat {
        let page = try await kit.call(
          "GET", "/notices/v1/notices?limit=7&offset=\(byOffset.count)\(query)", token: token)
        byOffset += ids(page)
        let next = try await kit.call("GET", "/notices/v1/notices?limit=7\(cursor)\(query)", token: token)
        byCursor += ids(next)
        cursor = next["next"]?.text.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(byOffset == ids(all))
      #expect(byCursor == ids(all))
      #expect(all["total"]?.integer == ids(all).count)
    }
  }

  @Test func readingANoticeMovesTheCount() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let unread = try await kit.call("GET", "/notices/v1/notices?unread=true&limit=200", token: token)
    let count = try #require(unread["unread"]?.integer)
    #expect(ids(unread).count == count && count > 0)
    let id = ids(unread)[0]
    for _ in 0..<2 {  // marking twice is no mistake
      let read = try await kit.call("PUT", "/notices/v1/notices/\(id)/read", token: token)
      #expect(read["readAt"] == "2026-11-20T14:30:00+09:00")
      #expect(try await kit.call("GET", "/notices/v1/notices", token: token)["unread"]?.integer == count - 1)
    }
    let again = try await kit.call("DELETE", "/notices/v1/notices/\(id)/read", token: token)
    #expect(again["readAt"]?.isNull == true)
    #expect(try await kit.call("GET", "/notices/v1/notices", token: token)["unread"]?.integer == count)
  }

  @Test func nobodySeesAnotherPersonsNotice() async throws {
    let kit = try PortalKit()
    let mine = ids(try await kit.call("GET", "/notices/v1/notices", token: try await kit.logIn("p01")))
    let other = try await kit.logIn("p02")
    #expect(Set(mine).isDisjoint(with: ids(try await kit.call("GET", "/notices/v1/notices?limit=200", token: other))))
    for path in [mine[0], mine[0] + "/attachments/1"] {
      #expect(try await kit.call("GET", "/notices/v1/notices/\(path)", token: other).status == 404)
    }
    #expect(try await kit.call("PUT", "/notices/v1/notices/\(mine[0])/read", token: other).status == 404)
  }

  @Test(arguments: [
    "limit=0", "limit=201", "limit=x", "limit=-1", "offset=-1", "offset=1&cursor=AAAA", "cursor=!", "cursor=AAAA",
    "unread=1",
    "since=yesterday", "limit=5&limit=6", "limit=99999999999999999999",
  ]) func aParameterThatIsNotValidIsNamed(query: String) async throws {
    let kit = try PortalKit()
    let reply = try await kit.call("GET", "/notices/v1/notices?\(query)", token: try await kit.logIn())
    #expect(reply.status == 400)
    let name = query.split(separator: "=")[0]
    #expect(["cursor", String(name)].contains(reply["detail"]?.text))
  }

  /// Every word must be there; width and case of letters do not matter, variation selectors neither.
  @Test(arguments: [
    ("引越し", true), ("引越し 転出届", true), ("引越し ありません字", false), ("ｆａｘ", true), ("FAX", true), ("ﾊﾝｶｸｶﾅ", true),
    ("葛城", true), ("葛\u{E0100}城", true), ("　", true),
  ]) func searchFindsWords(words: String, found: Bool) async throws {
    let kit = try PortalKit()
    let encoded = words.utf8.map { "%" + hex([$0]) }.joined()
    let reply = try await kit.call("GET", "/notices/v1/notices?search=\(encoded)", token: try await kit.logIn())
    #expect(reply.status == 200)
    #expect(!reply.items.isEmpty == found)
    #expect(reply["total"]?.integer.map { $0 > 0 } == found)
  }

  @Test func searchMissesNothingThatIsInABodyTitleOrSender() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let box = try await kit.call("GET", "/notices/v1/notices?limit=200", token: token)
    var texts: [String: String] = [:]
    for id in ids(box) {
      let one = try await kit.call("GET", "/notices/v1/notices/\(id)", token: token)
      texts[id] = ["title", "body", "sender.body", "sender.department"].compactMap { one[$0]?.text }.joined(
        separator: "\n")
    }
    for word in ["税", "円", "口座", "サンプル", "見本市", "e-Tax", "1", "課"] {
      let encoded = word.utf8.map { "%" + hex([$0]) }.joined()
      let reply = try await kit.call("GET", "/notices/v1/notices?limit=200&search=\(encoded)", token: token)
      let expected = Set(texts.filter { $0.value.contains(word) }.keys)
      #expect(expected.subtracting(ids(reply)).isEmpty, "\(word)")
    }
  }

  @Test func attachmentsComeByteForByte() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let box = try await kit.call("GET", "/notices/v1/notices?limit=200", token: token)
    let many = try #require(box.items.first { ($0["attachments"]?.list?.count ?? 0) >= 10 })
    let id = try #require(many["id"]?.text)
    for (index, file) in (many["attachments"]?.list ?? []).enumerated() {
      let reply = try await kit.call("GET", "/notices/v1/notices/\(id)/attachments/\(index + 1)", token: token)
      #expect(reply.status == 200)
      #expect(reply.body.count == file["bytes"]?.integer)
      #expect(hex(sha256(reply.body)) == file["sha256"]?.text)
    }
    for n in ["0", "11", "x", "-1"] {
      #expect(try await kit.call("GET", "/notices/v1/notices/\(id)/attachments/\(n)", token: token).status == 404)
    }
  }

  @Test(arguments: [
    ("ＡＢＣ　１２", "abc 12"), ("ｶﾞｷﾞｸﾞﾊﾟｳﾞｱ", "ガギグパヴア"), ("か\u{3099}は\u{309A}", "がぱ"), ("葛\u{E0100}城", "葛城"),
    ("ｶ", "カ"), ("ﾝﾞ", "ン゛"), ("漢字", "漢字"), ("ÀΩ", "àω"),
  ]) func foldingMakesWidthsAndCasesEqual(text: String, folded: String) {
    #expect(Array(SearchFold.fold(text).utf8) == Array(folded.utf8))
  }
}
