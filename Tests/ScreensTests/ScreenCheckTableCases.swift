/// Mistakes in tables, for `ScreenCheckTests`.
extension ScreenCheckTests {
  /// A table of the same items as the list, before the choices.
  static func table(_ columns: String) -> String {
    "  - table: items\n    columns: [\(columns)]\n    none: home.none\n  - choices:"
  }

  static let tableCases: [Case] = [
    Case(
      "screens/home.yaml", "  - choices:",
      table("{name: home.search, shows: home.row}, {name: home.hint, shows: [{text: home.due, when: due}]}")),
    Case(
      "screens/home.yaml", "  - choices:", table("{name: home.search, shows: home.row}"),
      "screens/home.yaml:19:14: a table has 'columns', two or more"),
    Case(
      "screens/home.yaml", "  - choices:",
      table("{name: home.search, shows: home.row}, {name: home.hint, shwos: home.due}"),
      "screens/home.yaml:19:53: 'shows' is missing",
      "screens/home.yaml:19:71: unknown key 'shwos'; did you mean 'shows'?"),
    Case(
      "screens/home.yaml", "  - choices:",
      table("{name: home.search, shows: home.row}, {name: home.hint, shows: [{text: home.due, when: deu}]}"),
      "screens/home.yaml:19:102: there is no 'deu' here; did you mean 'due'?"),
    Case(
      "screens/home.yaml", "  - choices:",
      table("{name: home.search, shows: home.row}, {name: home.hint, shows: home.due}").replacing(
        "table: items", with: "table: itmes"),
      "screens/home.yaml:18:12: the result has no list 'itmes'; did you mean 'items'?"),
  ]
}
