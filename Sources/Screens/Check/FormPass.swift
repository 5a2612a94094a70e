internal import Domain
internal import Reading

/// Forms: read, their texts resolved, connected with the screens that open them and the one that takes their answers.
extension ScreenCheck {
  mutating func readForms(_ directory: String) {
    for name in ScreenGallery.entries(directory + "/forms").filter({ $0.hasSuffix(".yaml") }).sorted() {
      let file = "screens/forms/\(name)"
      formNames.insert(String(name.dropLast(5)))
      if screenNames.contains(String(name.dropLast(5))) {
        find(file, Mark(line: 1, column: 1), "a screen has this name already")
      }
      guard let bytes = readWholeFile("\(directory)/forms/\(name)") else {
        find(file, Mark(line: 1, column: 1), "the file cannot be read")
        continue
      }
      do {
        let form = try FormReader.read(bytes, file: file)
        forms[form.name] = form
      } catch {
        findings += error.findings
      }
    }
  }

  mutating func checkForms() {
    for form in forms.values.sorted(by: { $0.name < $1.name }) {
      var texts = [form.title, form.send] + [form.intro].compactMap { $0 }
      for question in form.questions {
        texts += [question.label] + [question.hint].compactMap { $0 }
        switch question.kind {
        case .oneOf(let options), .manyOf(let options): texts += options.map(\.text)
        case .consent(let text): texts.append(text)
        default: break
        }
      }
      for text in texts { useText(text, in: form) }
      checkTelling(form)
    }
  }

  /// A form has no values to show: its texts have no places.
  private mutating func useText(_ key: ScreenFile.Reference, in form: Form) {
    used.insert(key.text)
    for locale in languages {
      guard let text = texts[locale]?[key.text] else {
        if isUnreadable(key.text, locale) || !Locale.complete.contains(locale) { continue }
        let known = (texts[locale] ?? [:]).keys.sorted()
        find(
          form.file, key.mark, "no text '\(key.text)' in \(locale.name)" + suggestion(for: key.text, among: known))
        continue
      }
      for template in text.templates {
        for place in template.places {
          find(
            text.file, Mark(line: template.line, column: 1),
            "'\(key.text)' has the place {\(place)}, which \(form.file):\(key.mark.line) does not offer")
        }
      }
    }
  }

  /// The screen that takes the answers knows each of them, and gets all that it cannot do without.
  private mutating func checkTelling(_ form: Form) {
    guard screenNames.contains(form.opens.text) else {
      find(
        form.file, form.opens.mark,
        "no screen '\(form.opens.text)'" + suggestion(for: form.opens.text, among: screenNames.sorted()))
      return
    }
    guard let target = screens[form.opens.text], let call = target.source.flatMap({ calls[$0.text] }) else { return }
    for question in form.questions where !call.parameters.contains(where: { $0.name == question.name }) {
      find(
        form.file, question.mark,
        "'\(target.name)' cannot be told '\(question.name)'"
          + suggestion(for: question.name, among: call.parameters.map(\.name)))
    }
    for field in call.parameters where !field.optional {
      let question = form.questions.first { $0.name == field.name }
      if question == nil || question?.condition != nil || question?.isOptional == true {
        find(form.file, form.opens.mark, "'\(target.name)' must be told '\(field.name)'")
      }
    }
  }
}
