// The rule of this file: what a person has answered is on the disk when `keep` returns, in a file that only this user may read. Its name
// does not tell whose answers they are, nor to what.

public import Domain
internal import Trust

#if canImport(Glibc)
  internal import Glibc
#endif

/// The answers of forms that are not finished, from one run of the program to the next, in either face.
public struct FormDrafts: Sendable {
  /// What is not touched for so many days is removed when the next form is opened or answered: who has forgotten a form has not
  /// forgotten what stands in it.
  public static let days = 90
  private static let prefix = "draft-"

  private let directory: String
  private let issuer: String

  /// - Parameters:
  ///   - directory: `$XDG_STATE_HOME/mynafront`; made (0700) when it is first written to.
  ///   - issuer: the portal's origin. Answers for another portal are never given.
  public init(directory: String, issuer: String) {
    self.directory = directory + "/drafts"
    self.issuer = issuer
  }

  /// What was kept of a form.
  /// - Parameter owner: by what the portal knows the person; null for what was filled in before anybody was logged in.
  /// - Returns: nil when nothing is there.
  /// - Throws: `fileFailed` when it is there and cannot be read: it stays until something else is kept.
  public func draft(of form: String, owner: Value) throws(Problem) -> Value? {
    removeForgotten()
    let file = file(form, owner)
    let path = directory + "/" + file.name
    do throws(FileFailure) {
      guard let bytes = try file.read() else { return nil }
      guard let value = try? JSONReader.read(bytes), value["schema"]?.integer == 1, let draft = value["draft"],
        draft.object != nil
      else { throw FileFailure.other }
      return draft
    } catch { throw error.problem(of: path) }
  }

  /// Keeps it, in place of what was there.
  /// - Throws: `fileFailed`.
  public func keep(_ draft: Value, of form: String, owner: Value) throws(Problem) {
    removeForgotten()
    try file(form, owner).write(Array(JSONWriter.write(.fields(("schema", 1), ("draft", draft))).utf8))
  }

  public func forget(_ form: String, owner: Value) { file(form, owner).remove() }

  private func file(_ form: String, _ owner: Value) -> PrivateFile {
    let whose = [issuer, JSONWriter.write(owner), form].joined(separator: "\n")
    return PrivateFile(
      directory: directory, name: "\(Self.prefix)\(SHA256.hex(Array(whose.utf8)).prefix(32)).json", limit: 1 << 20)
  }

  private func removeForgotten() {
    guard let folder = Descriptor.directory(directory) else { return }
    // A process that was ended in the middle of a write may have left what it had written.
    remove(Self.prefix, untouchedFor: Self.days, in: folder)
    remove("." + Self.prefix, untouchedFor: 1, in: folder)
  }

  private func remove(_ prefix: String, untouchedFor days: Int, in folder: borrowing Descriptor) {
    let oldest = SystemClock().now.seconds - days * 86_400
    for name in folder.names(beginningWith: prefix) {
      guard let file = folder.open(name, O_RDONLY), let facts = file.ownFile, facts.st_mtim.tv_sec < oldest else {
        continue
      }
      folder.remove(name)
    }
  }
}
