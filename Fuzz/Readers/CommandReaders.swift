import Domain
import Serving

@testable import Sandbox
@testable import mynafront

extension FuzzReader {
  /// What is asked of the two programs: command lines, requests, orders.
  static let commands = [
    FuzzReader("command-line", "a command line is understood, or refused with a text of the program") { input in
      let words = input.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      do throws(ParsedLine.Misuse) {
        let line = try ParsedLine.parse(words)
        // Whoever asks for help gets it, whatever else stands there.
        let asksForHelp = line.has("help") || line.has("version")
        return broken(
          line.command == nil && !line.arguments.isEmpty && line.noun == nil && !asksForHelp,
          "arguments without a command")
      } catch {
        return broken(!error.key.hasPrefix("cli."), "refused with '\(error.key)'")
      }
    },
    FuzzReader("jq-results", "what a filter makes of any document is safe to print, line by line") { input in
      var input = input
      let expression = input.one(of: [
        ".", ".[]?", "..", "tostring", "tojson", "keys?", "to_entries?", "@tsv?", "length?",
      ])
      // A document is what our own writer made: nothing else is ever filtered.
      guard let value = try? JSONReader.read(input.bytes), let filter = try? JQFilter(expression) else { return nil }
      var violation: String?
      do throws(JQFilter.Failed) {
        try filter.run(JSONWriter.write(value)) { line in
          violation = unsafe(line.text, besides: ["\t"])
          return violation == nil
        }
      } catch { violation = unsafe(Output.words(of: error)) }
      return violation
    },
    FuzzReader("request", "a request is read into clean text, or refused") { input in
      guard let request = ServerRequest(method: "GET", target: input.text) else { return nil }
      let texts = request.path + request.query.flatMap { [$0.name, $0.value] }
      return broken(
        texts.contains { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } },
        "a control character is in what was read")
    },
    FuzzReader("order", "an order on the control line is an object of few levels, and a time that is set is one") {
      input in
      guard let order = try? JSONReader.read(input.bytes, maximumDepth: 8), let fields = order.object else {
        return nil
      }
      guard let setting = fields["to"]?.text.flatMap({ ClockSetting($0) }) else { return nil }
      let offset = setting.offset(from: 0)
      return broken(abs(offset) > 400_000_000_000_000, "the clock is \(offset) ms away")
    },
  ]
}
