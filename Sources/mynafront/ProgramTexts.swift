import Domain
import Journeys
import Operations
import Screens

/// The text keys that the program itself uses, apart from those that screens name: the check of `content/` demands them.
enum ProgramTexts {
  static var keys: [String] {
    voice + outcomes + cli + fields
      + ["retry", "back", "quit", "no"].map { "common." + $0 } + ["problem.title", "problem.screenBroken.title"]
      + ["program", "faces"].map { "command." + $0 }
      + HelpPages.textKeys + Explanation.textKeys + ManualPage.textKeys + Sight.textKeys
      + CommandTable.nouns.map { "command." + $0 }
      + CommandTable.all.map(\.key)
      + (CommandTable.globalOptions + CommandTable.commandOptions).map(\.key)
      + ["true", "false"].map { "value.bool." + $0 }
      + PINKind.allCases.map { "value.pinKind." + $0.word }
      + DocumentCheck.refusals.map { "cli.document." + $0 } + PINKind.allCases.map { "cli.pin-prompt." + $0.word }
      + ["auth", "sign", "text"].map { "cli.old-pin-prompt." + $0 }
      + words + Form.textKeys + JQWords.keys + FileFailure.allCases.map { "value.fileReason." + $0.rawValue }
      + ConfigurationMistake.Reason.allCases.map { "value.configurationReason." + $0.rawValue }
      + SandboxStarter.Reason.allCases.map { "value.sandboxReason." + $0.rawValue }
      + ["present", "absent"].map { "value.certificatePresence." + $0 }
  }

  private static let voice =
    [
      "practice", "portal", "alert", "waiting", "part-failed", "heading", "subheading", "more", "nothing-to-open",
      "hint.short", "hint.long", "hint.field.short", "hint.field.long", "hint.question.short", "hint.question.long",
      "too-small",
      "loading-row", "failed-row", "searching", "below", "linear.on", "means.flag", "means.environment", "means.config",
      "means.not-a-terminal", "means.term", "means.term-unset",
      "linear.practice", "prompt.secret", "prompt.number", "prompt.one", "prompt.short", "secret-skip", "field-skip",
      "by-number", "prompt.enter",
      "prompt.field",
      "prompt.bare", "prompt.before", "part.now", "part.same", "part.skip", "part.stays-empty", "part.clear", "chosen",
      "unknown", "ambiguous", "unknown-digits", "unknown-digits-again", "nothing-here", "no-typing-here",
      "nothing-typed",
      "secret-not-pasted", "unchanged",
      "still-waiting", "field-undone", "where", "position", "again", "nothing-to-save", "leaving", "still-logged-in",
      "eof", "no-more",
      "pin-accepted", "search.prompt", "search.none", "field-kept", "field-full", "field-cut", "line-too-long",
      "interrupted",
      "transcript-failed", "filter.none", "filter.left", "prompt-words", "row-position", "verbosity.fullest",
      "verbosity.briefest",
      "session-ends", "session-extend", "session-ended", "session-login",
      "answers-kept", "answers-not-kept", "answers-lost", "still-waiting-seconds", "registered-form", "table",
      "empty-cell",
    ].map { "voice." + $0 } + Verbosity.allCases.map { "voice.verbosity." + $0.rawValue }

  /// Words of closed lists that only commands say.
  private static let words =
    ["male", "female", "notApplicable", "unknown"].map { "value.sex." + $0 }
    + ["consistent", "failed"].map { "value.cardCheck." + $0 }
    + ["ok", "failed", "unknown"].map { "value.findingResult." + $0 }
    + ["valid", "invalid", "undetermined"].map { "value.findingSummary." + $0 }
    + DocumentCheck.questions.map { "value.question." + $0 }
    + DocumentCheck.faults.map { "value.documentReason." + $0 }

  private static let outcomes =
    ["logged-in", "logged-out", "cancelled", "extended", "other-person"].map { "voice.outcome." + $0 }
    + ["unknown", "right", "not-shown", "ended"].map { "step.outcome." + $0 }
    + OperationTask.Work.allCases.map { "step." + $0.rawValue } + ["step.leaving", "step.at-reader"]

  private static let cli = [
    "logged-in", "logged-out", "logged-out-here", "not-logged-in", "tries", "tries-of", "last-try-question",
    "yes-words", "problem",
    "next",
    "reference", "part-missing", "more", "since-stays", "usage", "example", "options", "commands", "see-help",
    "unknown-command",
    "unknown-option", "did-you-mean", "missing-argument", "needs-value", "bad-value", "bad-value-unsaid", "empty",
    "no-terminal-for", "no-input-for", "show-number-needs-item", "bytes-need-pipe", "is-directory",
    "card-progress.start", "card-progress.held", "card-progress.still", "card-progress.end",
    "pin-changed", "new-pin", "new-pin-again", "new-pin-differs",
    "not-utf8", "written", "sign-refusal", "findings", "no-findings", "part-of-texts", "unknown-call", "unknown-screen",
    "file-exists",
    "jq-missing", "jq-failed.next", "portal-status", "portal-status.next", "api-path", "log-needs-face",
    "needs-command", "not-together",
    "debug-needs-file", "help-nothing", "dry-run.sign", "dry-run.nothing", "dry-run.document",
    "dry-run.document-key", "dry-run.attached", "dry-run.detached", "dry-run.change", "dry-run.read", "dry-run.output",
    "dry-run.card", "dry-run.pin", "dry-run.card-done", "dry-run.done", "row.status", "row.unread", "row.notice",
    "row.todo", "row.application", "row.reader", "row.card", "row.summary", "row.finding", "row.signer",
    "row.certificate", "row.pin", "row.card-days", "row.municipality", "row.certificate-days", "row.pin-pad",
    "pin-at-reader", "pin-on-its-way", "extra-argument", "no-list", "global-options", "more-help", "no-telemetry",
  ].map { "cli." + $0 }

  /// Names of fields for a person at a terminal.
  private static let fields = [
    "id", "title", "sender.body", "sender.department", "kind", "issuedAt",
    "readAt", "due", "action", "loggedIn", "person.displayName", "method",
    "assurance", "expiresAt", "procedure.title", "state", "nextAction", "destination",
    "submittedAt", "receipt.number", "officeMessage", "name", "address", "birth", "sex", "number", "municipality",
    "expiry", "checked", "subject", "issuer", "serial", "notBefore", "notAfter", "daysLeft", "key", "sha256",
  ].map { "cli.field." + $0 }
}
