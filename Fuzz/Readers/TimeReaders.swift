import Domain

extension FuzzReader {
  /// Times, numbers and the other small forms.
  static let times = [
    FuzzReader("instant", "a time that is read is written as the same second, and has a day in Japan") { input in
      guard let instant = Instant(rfc3339: input.text) else { return nil }
      let written = instant.rfc3339
      let (date, hour, minute, second) = instant.jst
      return first(
        broken(!(0..<24).contains(hour) || !(0..<60).contains(minute) || !(0..<60).contains(second), "no time of day"),
        broken(Instant(startOf: date) > instant, "the day begins later"),
        // What a zone of Japan carries out of the years 1 to 9999 cannot be written in four digits.
        broken(
          (1...9999).contains(date.year) && Instant(rfc3339: written)?.seconds != instant.seconds,
          "it is written as \(written)"))
    },
    FuzzReader("date", "a day that is read is written the same, and its number leads back to it") { input in
      guard let date = CalendarDate(iso: input.text) else { return nil }
      return first(
        broken(date.iso != input.text, "it is written as \(date.iso)"),
        broken(CalendarDate(dayNumber: date.dayNumber) != date, "its number is another day's"),
        broken(date.adding(days: 1).days(until: date) != -1, "the next day is not one later"),
        broken(!(0..<7).contains(date.weekday), "it has no weekday"),
        broken(Era.of(date).map { $0.year < 1 } ?? false, "its year of the era is none"))
    },
    FuzzReader(
      "typed-entry", "what is typed is a day, a number, a postcode or a reading that reads the same again, or none"
    ) {
      input in
      let text = input.text
      if let date = try? DateEntry.read(text), (try? DateEntry.read(date.iso)) != date {
        return "\(date.iso) is another day"
      }
      if let number = try? NumberEntry.read(text, least: .min),
        (try? NumberEntry.read(String(number), least: .min)) != number
      {
        return "\(number) is another number"
      }
      if let code = PostcodeEntry.read(text), PostcodeEntry.read(code) != code { return "\(code) is another postcode" }
      guard let kana = KanaEntry.read(text) else { return nil }
      return broken(KanaEntry.read(kana).map { same($0, kana) } != true, "the reading reads differently")
    },
    FuzzReader("base64", "only what is written is read, and it is read as what was written") { input in
      for alphabet in [Base64.standard, .url] {
        if alphabet.decode(alphabet.encode(input.bytes)) != input.bytes { return "other bytes are read" }
        if let bytes = alphabet.decode(input.text), alphabet.encode(bytes) != input.text {
          return "two texts for the same bytes"
        }
      }
      return nil
    },
    FuzzReader("legal-name", "a name is kept scalar for scalar") { input in
      guard let name = LegalName(input.text) else { return nil }
      return broken(!same(name.text, input.text), "the name was changed")
    },
  ]
}
