// Which readers there are, which card is in each, and how often its PINs may still be tried. No PIN is needed, and no try is used.
//
//   CardTries            the readers of pcscd
//   CardTries SOCKET     the card that mynafront-sandbox plays: `card-socket` in its configuration

import Card
import Domain
import Glibc

/// Names of readers come from outside: what could steer a terminal becomes visible marks.
func say(_ words: String...) { print(TerminalSafe(columns: words).text) }

func describe(_ finding: CardSurvey.Finding) {
  say(finding.reader, finding.card.rawValue, finding.identity.map { $0.expiry.iso } ?? "")
  for certificate in finding.certificates {
    say("  certificate", certificate.kind.word, certificate.present ? "present" : "absent")
  }
  for pin in finding.pins {
    say("  tries", pin.kind.word, pin.triesLeft == 0 ? "locked" : String(pin.triesLeft))
  }
  if let failure = finding.failure { say("  trouble", failure.problem.code.rawValue) }
}

let reader: any CardReader =
  if let socket = CommandLine.arguments.dropFirst().first { SocketReader(path: socket) } else { PCSCReader() }
do throws(CardError) {
  let findings = try await CardSurvey.take(with: reader).findings
  if findings.isEmpty { throw CardError.noReader }
  findings.forEach(describe)
} catch {
  // Every error is a problem for the citizen, whose code has a sentence and a remedy in the client.
  let words = Array("CardTries: \(error.problem.code.rawValue)\n".utf8)
  write(STDERR_FILENO, words, words.count)
  exit(11)
}
