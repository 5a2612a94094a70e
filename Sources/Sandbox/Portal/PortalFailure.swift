internal import Database
internal import Domain

/// An error as the wire has it: a status and one of the codes of docs/portal-api.md.
struct PortalFailure: Error, Hashable, Sendable {
  var status: Int
  var code: String
  var title: String
  var detail: String
  var retryAfter: Int?
  /// `Allow` of a 405.
  var allowed: [String] = []

  init(_ status: Int, _ code: String, _ title: String, _ detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
    self.retryAfter = retryAfter
  }

  static func invalid(_ what: String) -> PortalFailure {
    PortalFailure(400, "INVALID", "リクエストの内容が正しくありません", what)
  }
  static let noSession = PortalFailure(401, "NO_SESSION", "ログインしてください", "session")
  static let sessionExpired = PortalFailure(401, "SESSION_EXPIRED", "もう一度ログインしてください", "session")
  static func refused(_ reason: LoginRefusal) -> PortalFailure {
    PortalFailure(401, "LOGIN_REFUSED", "ログインできませんでした", reason.rawValue)
  }
  static let notFound = PortalFailure(404, "NOT_FOUND", "見つかりません", "path")
  static func methodNotAllowed(_ allowed: [String]) -> PortalFailure {
    var failure = PortalFailure(405, "INVALID", "この操作はできません", "method")
    failure.allowed = allowed
    return failure
  }
  static let busy = PortalFailure(429, "BUSY", "混み合っています", "しばらく待ってから、もう一度お試しください", retryAfter: 5)
  static let fault = PortalFailure(500, "FAULT", "システムで問題が起きました", "しばらく待ってから、もう一度お試しください")
  static let unavailable = PortalFailure(
    503, "UNAVAILABLE", "ただいま利用できません", "しばらく待ってから、もう一度お試しください", retryAfter: 30)
  static let maintenance = PortalFailure(
    503, "MAINTENANCE", "メンテナンス中です", "メンテナンスが終わってから、もう一度お試しください", retryAfter: 600)

  init(_ error: DatabaseError) {
    switch error {
    case .busy: self = .unavailable
    default: self = .fault
    }
  }

  /// The body of the answer: the four fields of RFC 9457's older sister that e-Gov uses, and our code.
  func value(instance: String) -> Value {
    var fields = Fields([
      ("title", .text(title)), ("detail", .text(detail)), ("type", .text("urn:mynafront:error:\(code)")),
      ("instance", .text(instance)), ("code", .text(code)),
    ])
    if let retryAfter { fields["retryAfterSeconds"] = .integer(retryAfter) }
    return .object(fields)
  }
}

/// Runs something of the database where only the portal's failures may leave.
@discardableResult
func asking<R>(_ body: () throws(DatabaseError) -> R) throws(PortalFailure) -> R {
  do { return try body() } catch { throw PortalFailure(error) }
}
