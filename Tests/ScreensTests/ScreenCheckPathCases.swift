/// Paths and places that there are not, each with the one that was probably meant, for `ScreenCheckTests`.
extension ScreenCheckTests {
  static let pathCases: [Case] = [
    Case(
      "screens/thing.yaml", "value: state", "value: sttae",
      "screens/thing.yaml:8:12: there is no value and no text 'sttae'; did you mean 'state'?"),
    Case(
      "screens/thing.yaml", "value: state", "value: thing.hedaing",
      "screens/thing.yaml:8:12: there is no value and no text 'thing.hedaing'; did you mean 'thing.heading'?"),
    Case(
      "screens/home.yaml", "unless: param.unread", "when: session.logedIn",
      "screens/home.yaml:19:57: there is no 'session.logedIn' here; did you mean 'session.loggedIn'?"),
    Case(
      "screens/home.yaml", "unless: param.unread", "unless: param.unred",
      "screens/home.yaml:19:59: there is no 'param.unred' here; did you mean 'param.unread'?"),
    Case(
      "content/ja/home.md", "{total}", "{xtotal}",
      "content/easy/home.md:8:1: 'home.count' and its Japanese text differ in {total}, {xtotal}",
      "content/en/home.md:8:1: 'home.count' and its Japanese text differ in {total}, {xtotal}",
      "content/ja/home.md:9:1: 'home.count' has the place {xtotal}, which screens/home.yaml:8 does not offer; did you mean 'total'?"
    ),
  ]
}
