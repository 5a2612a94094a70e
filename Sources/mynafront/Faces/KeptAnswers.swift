import Domain
import Journeys
import Operations

extension Services {
  /// Answers that were kept, with `keptAt`.
  func draft(at place: DraftPlace) throws(Problem) -> Value? { try drafts?.draft(of: place.form, owner: place.owner) }

  /// - Returns: whether they are on the disk now.
  func keep(_ draft: Value, at place: DraftPlace) -> Bool {
    guard let drafts, case .object(var fields) = draft else { return false }
    fields["keptAt"] = .text(clock.now.rfc3339)
    do throws(Problem) {
      try drafts.keep(.object(fields), of: place.form, owner: place.owner)
      return true
    } catch { return false }
  }
}
