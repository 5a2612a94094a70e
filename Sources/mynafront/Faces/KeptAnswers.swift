import Domain
import Journeys
import Operations

extension Services {
  /// Does what an effect wants of the answers that are kept. A few milliseconds on the disk of the person's home, once for an answer: what
  /// the next question follows is kept.
  /// - Returns: what became of it, where that is news.
  func keepAnswers(_ effect: AppEffect) -> AppAction? {
    switch effect {
    case .findDraft(let form, let place):
      do throws(Problem) {
        return try drafts?.draft(of: place.form, owner: place.owner).map { .draftFound(form: form, $0) }
      } catch { return .draftUnreadable }
    case .saveDraft(let form, let place, let draft): return .draftSaved(form: form, keep(draft, at: place))
    case .adoptDraft(let form, let nobodys, let own, let draft):
      // Answers that the person has kept are not overwritten unseen, nor is the only copy thrown away.
      do throws(Problem) {
        guard try drafts?.draft(of: own.form, owner: own.owner) == nil, keep(draft, at: own) else { return nil }
      } catch { return nil }
      drafts?.forget(nobodys.form, owner: nobodys.owner)
      return .draftAdopted(form: form, own)
    case .forgetDraft(let place):
      drafts?.forget(place.form, owner: place.owner)
      return nil
    default: return nil
    }
  }

  /// - Returns: whether they are on the disk now.
  private func keep(_ draft: Value, at place: DraftPlace) -> Bool {
    guard let drafts, case .object(var fields) = draft else { return false }
    fields["keptAt"] = .text(clock.now.rfc3339)
    do throws(Problem) {
      try drafts.keep(.object(fields), of: place.form, owner: place.owner)
      return true
    } catch { return false }
  }
}
