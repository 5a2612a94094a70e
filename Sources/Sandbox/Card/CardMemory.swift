internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// What a card remembers without power: its PINs and how often each may still be tried. One file per persona, written before the
/// answer goes out: pulling the plug gives nobody a try back. Nor does another program that plays the same card: each takes its turn
/// with the file, and reads it anew.
struct CardMemory: Sendable {
  struct Secret: Hashable, Sendable {
    var value: [UInt8]
    var triesLeft: Int
  }

  private(set) var secrets: [String: Secret]
  private let files: PrivateFiles?
  private let name: String
  /// How many tries each secret has when none was used.
  private let most: [String: Int]

  /// - Parameter directory: nil keeps everything in memory.
  init(of contents: CardContents, personaID: String, directory: String?) throws {
    name = personaID + ".json"
    files = try directory.map { try PrivateFiles($0) }
    secrets = contents.secrets.mapValues { Secret(value: $0.value, triesLeft: $0.triesLeft) }
    most = contents.secrets.mapValues(\.tries)
    try reload()
  }

  private mutating func reload() throws {
    guard let bytes = try files?.read(name) else { return }
    guard let kept = try JSONReader.read(bytes)["secrets"]?.object else { throw AuthoritiesError.damaged(name) }
    for field in kept.all {
      guard let most = most[field.name] else { continue }
      guard let value = field.value["value"]?.text, let triesLeft = field.value["triesLeft"]?.integer,
        (0...most).contains(triesLeft)
      else { throw AuthoritiesError.damaged(name) }
      secrets[field.name] = Secret(value: Array(value.utf8), triesLeft: triesLeft)
    }
  }

  /// Others who play this card wait until it ends, and find what was changed meanwhile.
  struct Turn: ~Copyable {
    private let descriptor: Int32
    /// flock(2) of the directory: there is no file of which the name always stands for the same one.
    fileprivate init?(in directory: String) {
      descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    }
    deinit { close(descriptor) }
  }

  /// Begins a turn, with what the file says now. Nil where nothing is kept, or the file cannot be read: then what is known counts.
  mutating func turn() -> Turn? {
    guard let files, let turn = Turn(in: files.path) else { return nil }
    try? reload()
    return turn
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
