internal import Domain

/// Which certificate was issued to whom, and whether it was revoked: the sandbox's own memory, one file.
struct CardRegister {
  struct Entry: Hashable, Sendable {
    let persona: String
    let kind: String
    let revoked: Bool
    /// The portal has no account for this person.
    let unknownToPortal: Bool
  }

  private var entries: [String: Entry] = [:]
  private let files: PrivateFiles
  private static let name = "register.json"

  init(in files: PrivateFiles) throws(AuthoritiesError) {
    self.files = files
    do {
      guard let bytes = try files.read(Self.name) else { return }
      guard let fields = try JSONReader.read(bytes).object else { throw AuthoritiesError.damaged(Self.name) }
      for field in fields.all {
        guard let persona = field.value["persona"]?.text, let kind = field.value["kind"]?.text else {
          throw AuthoritiesError.damaged(Self.name)
        }
        entries[field.name] = Entry(
          persona: persona, kind: kind, revoked: field.value["revoked"]?.bool ?? false,
          unknownToPortal: field.value["unknownToPortal"]?.bool ?? false)
      }
    } catch let error as PrivateFiles.Failure {
      throw .file(error)
    } catch { throw .damaged(Self.name) }
  }

  subscript(serial: String) -> Entry? { entries[serial] }

  mutating func add(_ serial: String, _ entry: Entry) throws(AuthoritiesError) {
    entries[serial] = entry
    let fields = entries.sorted { $0.key < $1.key }.map { serial, entry in
      (
        serial,
        Value.fields(
          ("persona", .text(entry.persona)), ("kind", .text(entry.kind)), ("revoked", .bool(entry.revoked)),
          ("unknownToPortal", .bool(entry.unknownToPortal)))
      )
    }
    do {
      try files.write(Self.name, JSONWriter.write(.object(Fields(fields)), layout: .indented))
    } catch { throw .file(error) }
  }
}
