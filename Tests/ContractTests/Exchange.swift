import Domain
import Foundation

/// One file of `Exchanges`: an endpoint, and what is asked and answered there.
struct ExchangeFile: Sendable, CustomStringConvertible {
  let name: String
  let call: CallName
  let exchanges: [Exchange]
  var description: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Exchanges")

  static func all() throws -> [ExchangeFile] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
    return try names.sorted().map { name in
      let bytes = try Data(contentsOf: folder.appending(path: name))
      let file = try JSONReader.read(Array(bytes))
      guard let call = file["call"]?.text, let exchanges = file["exchanges"]?.list else {
        throw ExchangeError(place: name)
      }
      return ExchangeFile(
        name: name, call: CallName(call), exchanges: try exchanges.map { try Exchange($0, in: name) })
    }
  }
}

struct ExchangeError: Error {
  let place: String
}

struct Exchange: Sendable {
  /// What is special about it.
  let when: String
  let parameters: Value
  let method: HTTPMethod
  /// With the query.
  let path: String
  let body: Value?
  /// Whether the request carries the session's token.
  let session: Bool
  let answer: HTTPResponse
  /// What the call gives, or its problem.
  let gives: Value?
  let problem: Value?

  init(_ value: Value, in file: String) throws {
    guard let when = value["when"]?.text, let parameters = value["parameters"],
      let method = value.at("request.method")?.text.flatMap({ HTTPMethod(rawValue: $0) }),
      let path = value.at("request.path")?.text, let session = value.at("request.session")?.bool,
      let status = value.at("answer.status")?.integer, let headers = value.at("answer.headers")?.object
    else { throw ExchangeError(place: file) }
    self.when = when
    self.parameters = parameters
    self.method = method
    self.path = path
    self.session = session
    body = value.at("request.body")
    let sent = value.at("answer.body").map { JSONWriter.write($0) } ?? value.at("answer.text")?.text ?? ""
    answer = HTTPResponse(
      status: status,
      headers: [Header("X-Request-Id", "r-1")] + headers.all.map { Header($0.name, $0.value.text ?? "") },
      body: Array(sent.utf8), serverCertificatePEM: value.at("answer.serverCertificate")?.text)
    gives = value["gives"]
    problem = value["problem"]
  }
}
