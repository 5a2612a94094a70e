import Domain
import Operations
import Screens

/// What the card says of itself without a PIN: whether it will do for a log-in and a signature, and for how long. No try is used.
struct CardChecks {
  let services: Services
  let texts: ScreenLibrary

  func all() async -> [Examined] {
    let readers: [Value]
    do throws(Problem) {
      readers = try await services.card.status()["readers"]?.list ?? []
    } catch { return [Examined("card", error.code == .cardServiceMissing ? .noCardService : .noReader)] }
    let holding = readers.filter { $0["card"]?.text != "none" }
    if let reader = readers.first, holding.isEmpty {
      return [Examined("card", .noCard, ["name": reader["name"]?.text ?? ""])]
    }
    return readers.isEmpty ? [Examined("card", .noReader)] : holding.flatMap(look)
  }

  private func look(_ reader: Value) -> [Examined] {
    let name = reader["name"]?.text ?? ""
    let sight: Sight =
      switch reader["card"]?.text {
      case "mynumber": .card
      case "phone": .cardPhone
      default: .cardOther
      }
    var seen = [Examined("card", sight, ["name": name])]
    if let code = reader["problem"]?.text.flatMap(Problem.Code.init(rawValue:)) {
      seen = [Examined("card", .cardTrouble, ["name": name, "reason": Problem(code).sentence(in: texts).text])]
    }
    return seen + (reader["certificates"]?.list ?? []).map(certificate) + (reader["pins"]?.list ?? []).map(pin)
  }

  /// A certificate can be renewed from three months before its end (地方公共団体情報システム機構, 電子証明書の更新), so that is when to say so.
  private static let daysOfNotice = 90

  private func certificate(_ found: Value) -> Examined {
    let kind = found["kind"]?.text ?? ""
    let id = "certificate." + kind
    var places = ["kind": texts.text("value.certificateKind." + kind).text, "word": kind]
    guard found["present"]?.bool == true else { return Examined(id, .certificateAbsent, places) }
    guard let days = found["daysLeft"]?.integer else {
      // What cannot be read at all is refused; what is behind a PIN is not judged.
      return found["refusal"]?.text == nil
        ? Examined(id, .certificateHidden, places) : Examined(id, .certificateRefused, refused(found, places))
    }
    places["days"] = String(abs(days))
    if days < 0 { return Examined(id, .certificateExpired, places) }
    if found["refusal"]?.text != nil { return Examined(id, .certificateRefused, refused(found, places)) }
    return Examined(id, days <= Self.daysOfNotice ? .certificateSoon : .certificate, places)
  }

  private func refused(_ found: Value, _ places: [String: String]) -> [String: String] {
    let reason = texts.text("value.certificateRefusal." + (found["refusal"]?.text ?? "")).text
    return places.merging(["reason": reason]) { $1 }
  }

  private func pin(_ found: Value) -> Examined {
    let kind = found["kind"]?.text ?? ""
    let tries = found["triesLeft"]?.integer ?? 0
    let sight: Sight = tries == 0 ? .pinLocked : tries == 1 ? .pinLast : .pin
    return Examined(
      "pin." + kind, sight, ["kind": texts.text("value.pinKind." + kind).text, "triesLeft": String(tries)])
  }
}
