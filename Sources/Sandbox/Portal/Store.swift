internal import Database
internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// The portal's memory: one connection on a thread of its own. Each chapter adds its questions in an extension.
///
/// Durability is `.normal`: a killed sandbox loses nothing, and no call waits for the disk.
actor Store {
  /// What the world was made from. Another value makes another world.
  struct Recipe: Hashable, Sendable {
    var seed = 1
    var citizens = 40
    var notices = 200
  }

  private let thread = BlockingThread(name: "portal-store")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let path: String?
  var connection: Connection
  nonisolated let recipe: Recipe
  /// Without a call a session ends after so many seconds.
  let sessionSeconds: Int
  /// Grows with every change of the notices, so that a kept search knows when it is old.
  var noticesGeneration = 0
  var lastSearch: NoticeSearch?

  /// Opens the portal's database, or builds the world first when there is none, or when another one is wanted.
  /// - Parameters:
  ///   - path: nil keeps everything in memory.
  ///   - wanted: nil takes the world that is there, or the usual one.
  ///   - issuer: goes into the pairwise subjects.
  ///   - sessionSeconds: how long a session lives without a call.
  init(
    path: String?, wanted: (Recipe?) -> Recipe, issuer: String, now: Instant,
    sessionSeconds: Int = SessionRules.usualIdleSeconds
  ) throws(DatabaseError) {
    self.path = path
    self.sessionSeconds = sessionSeconds
    if let path, access(path, F_OK) == 0 {
      let kept = try Connection(path: path, durability: .normal)
      try kept.migrate(Schema.steps)
      let found = try Store.recipe(in: kept)
      let recipe = wanted(found)
      if found == recipe {
        connection = kept
        self.recipe = recipe
        try kept.execute(Store.reading)
        return
      }
    }
    let recipe = wanted(nil)
    self.recipe = recipe
    connection = try Store.build(path: path, recipe: recipe, issuer: issuer, now: now)
  }

  /// The world as it was at the beginning, at the present time.
  func rebuild(issuer: String, now: Instant) throws(DatabaseError) {
    // The old connection is closed first: closing it later would take away the new file's log, which has the same name.
    connection = try Connection(path: ":memory:")
    connection = try Store.build(path: path, recipe: recipe, issuer: issuer, now: now)
    noticesGeneration += 1
    lastSearch = nil
  }

  // A scan of all texts reads them where the kernel has them, without copying.
  private static let reading = "PRAGMA mmap_size=1073741824"

  /// A new file is built beside the old one, without a journal, and takes its place when it is whole: whoever is killed
  /// meanwhile leaves the old world, or none.
  private static func build(path: String?, recipe: Recipe, issuer: String, now: Instant) throws(DatabaseError)
    -> Connection
  {
    guard let path else {
      let connection = try world(at: ":memory:", recipe: recipe, issuer: issuer, now: now)
      try connection.execute("PRAGMA journal_mode=MEMORY")
      return connection
    }
    let unfinished = path + ".new"
    for end in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + end) }
    _ = try world(at: unfinished, recipe: recipe, issuer: issuer, now: now)
    for end in ["-wal", "-shm"] { unlink(path + end) }
    guard rename(unfinished, path) == 0 else { throw .cannotOpen }
    let connection = try Connection(path: path, durability: .normal)
    try connection.execute(reading)
    return connection
  }

  private static func world(at path: String, recipe: Recipe, issuer: String, now: Instant) throws(DatabaseError)
    -> Connection
  {
    let connection = try Connection(path: path, durability: .none)
    try connection.migrate(Schema.steps)
    try connection.transaction { () throws(DatabaseError) in
      try World(recipe: recipe, issuer: issuer, now: now).build(in: connection)
      try connection.run(
        "INSERT INTO settings VALUES ('seed', ?), ('citizens', ?), ('notices', ?)",
        [.text(String(recipe.seed)), .text(String(recipe.citizens)), .text(String(recipe.notices))])
    }
    return connection
  }

  private static func recipe(in connection: Connection) throws(DatabaseError) -> Recipe? {
    var kept: [String: Int] = [:]
    try connection.each("SELECT key, value FROM settings") { (row) throws(DatabaseError) in
      kept[try row.text("key")] = Int(try row.text("value"))
    }
    guard let seed = kept["seed"], let citizens = kept["citizens"], let notices = kept["notices"] else { return nil }
    return Recipe(seed: seed, citizens: citizens, notices: notices)
  }
}
