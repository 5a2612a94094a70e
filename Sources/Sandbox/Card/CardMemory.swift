internal import Domain

/// What a card remembers without power: its PINs and how often each may still be tried. One file per persona, written before the
/// answer goes out: pulling the plug gives nobody a try back.
struct CardMemory: Sendable {
  struct Secret: Hashable, Sendable {
    var value: [UInt8]
    var triesLeft: Int
  }

  private(set) var secrets: [String: Secret]
  private let files: PrivateFiles?
  private let name: String

  /// - Parameter directory: nil keeps everything in memory.
  init(of contents: CardContents, personaID: String, directory: String?) throws {
    name = personaID + ".json"
    files = try directory.map { try PrivateFiles($0) }
    secrets = contents.secrets.mapValues { Secret(value: $0.value, triesLeft: $0.triesLeft) }
    guard let bytes = try files?.read(name) else { return }
    guard let kept = try JSONReader.read(bytes)["secrets"]?.object else { throw AuthoritiesError.damaged(name) }
    for field in kept.all {
      guard let fresh = contents.secrets[field.name] else { continue }
      guard let value = field.value["value"]?.text, let triesLeft = field.value["triesLeft"]?.integer,
        (0...fresh.tries).contains(triesLeft)
      else { throw AuthoritiesError.damaged(name) }
      secrets[field.name] = Secret(value: Array(value.utf8), triesLeft: triesLeft)
    }
  }

  /// False when it could not be kept (status 6581): nothing has changed then.
  mutating func set(_ key: String, _ secret: Secret) -> Bool {
    let before = secrets
    guard before[key] != secret else { return true }
    secrets[key] = secret
    guard let files else { return true }
    let fields = secrets.sorted { $0.key < $1.key }.map { key, secret in
      (
        key,
        Value.fields(
          ("value", .text(String(decoding: secret.value, as: UTF8.self))), ("triesLeft", .integer(secret.triesLeft)))
      )
    }
    do {
      try files.write(
        name, JSONWriter.write(.fields(("schema", 1), ("secrets", .object(Fields(fields)))), layout: .indented))
      return true
    } catch {
      secrets = before
      return false
    }
  }
}
