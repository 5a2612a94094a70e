import Screens

@testable import Terminal

extension FuzzReader {
  /// What comes from a terminal or a pipe: keys, pasted text, lines.
  static let terminal = [
    FuzzReader("keys", "no bytes make it deaf: after a silence an Esc is the key Esc, and no control is text") {
      input in
      var reader = KeyReader()
      var strokes: [KeyReader.Stroke] = []
      for byte in input.bytes {
        // Bytes in which the terminal's own marks of a paste are hidden, and a pause now and then.
        switch byte {
        case 0xF8: reader.take(.pasteBegins, at: 0, &strokes)
        case 0xF9: reader.take(.pasteEnds, at: 0, &strokes)
        case 0xFA: reader.pause(&strokes)
        default: reader.take(.byte(byte), at: 0, &strokes)
        }
      }
      let controls = strokes.contains { stroke in
        guard case .key(.character(let character)) = stroke else { return false }
        return character.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
      }
      strokes = []
      reader.take(.byte(0x1B), at: KeyReader.pastePatience + 1, &strokes)
      reader.pause(&strokes)
      return first(
        broken(controls, "a control became text"), broken(strokes.last != .key(.escape), "it is deaf to Esc"))
    },
    FuzzReader("lines", "a line is taken whole or refused whole, however its bytes come in pieces") { input in
      var input = input
      let piece = input.number(1...64)
      let times = input.number(1...128)
      // Long lines need more bytes than a fuzzer likes to think of.
      let bytes = Array(repeatElement(input.bytes, count: times).joined())
      let expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
        $0.count > LineBuffer.longestLine ? LineBuffer.Line.tooLong : .whole(Array($0))
      }
      var buffer = LineBuffer()
      var lines: [LineBuffer.Line] = []
      for start in stride(from: 0, to: bytes.count, by: piece) {
        buffer.add(bytes[start..<min(start + piece, bytes.count)])
        while let line = buffer.next() { lines.append(line) }
      }
      if let line = buffer.next(atEnd: true) { lines.append(line) }
      // Behind the last line end there is no line, unless something stands there.
      return first(
        broken(lines != (bytes.last ?? 0x0A == 0x0A ? Array(expected.dropLast()) : expected), "other lines come out"),
        broken(buffer.next(atEnd: true) != nil, "there is a line behind the end"))
    },
    FuzzReader("typed-text", "however it is edited, its cursor is in sight, and what is typed stands before it") {
      input in
      var input = input
      let columns = input.number(0...120)
      var typed = TypedText(String(String(decoding: input.take(upTo: 0), as: UTF8.self).prefix(80)))
      var violation: String?
      while violation == nil, !input.rest.isEmpty {
        let byte = input.byte()
        let before = typed.text.unicodeScalars.count
        if byte < 0x80, let edit = TypedText.Edit.allCases.dropFirst(Int(byte) % 16).first {
          typed.edit(edit)
          violation = broken(typed.text.unicodeScalars.count > before, "removing made it longer")
        } else {
          let scalar = Unicode.Scalar(UInt32(byte) << 8 | UInt32(input.byte())) ?? "x"
          let fits = typed.insert(scalar)
          violation = broken(typed.text.unicodeScalars.count != before + (fits ? 1 : 0), "typing lost something")
        }
        let shown = typed.shown(columns: columns)
        violation =
          violation
          ?? first(
            broken(shown.cursor > columns || CellWidth.of(shown.text) > columns, "it is wider than its place"),
            broken(typed.text.unicodeScalars.count > max(before, Page.TextField.longest), "it is longer than it may be")
          )
      }
      return violation
    },
  ]
}
