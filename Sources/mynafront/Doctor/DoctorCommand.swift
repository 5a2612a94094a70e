import Domain
import Screens

/// `doctor`: looks at everything that log-in and reading need, and says what to do about what is not well.
enum DoctorCommand {
  static func doctor(_ invocation: Invocation) async throws(Failure) -> Answer {
    let texts = invocation.texts
    let machine = MachineChecks(setup: invocation.setup, texts: texts).all()
    let seen = machine + (await PortalChecks(setup: invocation.setup, texts: texts).all())
    let shown = invocation.has("quiet") ? seen.filter { $0.sight.result != .ok } : seen
    let failed = seen.count { $0.sight.result == .failed }
    let warnings = seen.count { $0.sight.result == .warning }
    let summary =
      failed + warnings == 0
      ? invocation.text("doctor.all-well")
      : invocation.text("doctor.summary", ["failed": String(failed), "warnings": String(warnings)])
    return Answer(
      .fields(("findings", .list(shown.map { value($0, texts) }))),
      .words(shown.flatMap { lines($0, invocation) }), remarks: [summary],
      exit: failed == 0 ? .done : .unexpected)
  }

  private static func value(_ seen: Examined, _ texts: ScreenLibrary) -> Value {
    .fields(
      ("id", .text(seen.id)), ("result", .text(seen.sight.result.rawValue)), ("detail", .text(seen.detail(texts))),
      ("remedy", Value(seen.remedy(texts))))
  }

  private static func lines(_ seen: Examined, _ invocation: Invocation) -> [TerminalSafe] {
    let texts = invocation.texts
    let result = seen.sight.result.rawValue
    guard invocation.isForPerson else {
      return [TerminalSafe(columns: [seen.id, result, seen.detail(texts), seen.remedy(texts) ?? ""])]
    }
    var lines = [texts.text("doctor.result." + result).text + ": " + seen.detail(texts)]
    if let remedy = seen.remedy(texts) { lines.append("- " + texts.text("cli.next").text + ": " + remedy) }
    return invocation.lines(lines)
  }
}
