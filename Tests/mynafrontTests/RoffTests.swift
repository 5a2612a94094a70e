import Domain
import Screens
import TestKit
import Testing

@testable import mynafront

/// What roff would take for an order is text.
struct RoffTests {
  @Test(arguments: [
    ("plain", "plain"), (".TH at the start", "\\&.TH at the start"),
    ("'quoted' at the start", "\\&\\(aqquoted\\(aq at the start"),
    ("a.b 'c'", "a.b \\(aqc\\(aq"), ("--option", "\\-\\-option"), ("C:\\dir", "C:\\(rsdir"),
    ("`a` ^b ~c", "\\(gaa\\(ga \\(hab \\(tic"),
    ("one\ntwo\tthree\r\nfour", "one two three four"), ("", "\\&"), ("\\fBnot bold", "\\(rsfBnot bold"),
    ("見る。", "見\\:る。"), ("「.TH」", "「.TH」"), ("見出しmynafrontです", "見\\:出\\:し\\:mynafront\\:で\\:す"),
  ]) func textComesOutAsText(_ text: String, _ expected: String) {
    #expect(Roff.line(text) == expected)
  }

  @Test func argumentsOfMacrosAreOneArgument() {
    var page = Roff(name: "x", section: 1, source: "y")
    page.section("say \"no\" \\")
    #expect(page.lines.last == ".SH \"say \\(dqno\\(dq \\(rs\"")
  }

  @Test(arguments: Locale.complete) func thePageHasEveryCommandEveryOptionAndEveryExitCode(_ locale: Locale) {
    let lines = ManualPage.lines(TestTexts.library(locale))
    for command in CommandTable.all {
      let usage = HelpText.usage(command).replacing(" [OPTION...]", with: "")
      #expect(lines.contains(".SS \"" + Roff.escaped(usage) + "\""), "\(usage)")
      #expect(lines.contains(Roff.escaped(command.example)))
    }
    for option in CommandTable.allOptions { #expect(lines.contains("\\fB" + Roff.escaped(option.spelled) + "\\fR")) }
    for code in ExitCode.allCases { #expect(lines.contains("\\fB\(code.rawValue)\\fR")) }
    // Examples come before the long lists.
    let headings = lines.filter { $0.hasPrefix(".SH") }
    #expect(headings.count == 12)
    #expect(headings[2].contains(Roff.escaped(TestTexts.library(locale).text("manual.heading.examples").text)))
    // No order that is not ours, and no key in the place of a text.
    let orders = Set(lines.filter { $0.hasPrefix(".") }.map { String($0.prefix { $0 != " " }) })
    #expect(orders == [".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".IP", ".RS", ".RE", ".EX", ".EE"])
    #expect(!lines.contains { $0.hasPrefix("manual.") || $0.hasPrefix("explain.exit") })
  }
}
