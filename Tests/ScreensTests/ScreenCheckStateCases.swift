/// Mistakes in files of sample values, for `ScreenCheckTests`.
extension ScreenCheckTests {
  static let states = [
    "home.some": """
    {"result": {"total": 1, "items": [{"id": "a", "title": "もの", "due": "2026-11-20"}]},
      "parameters": {"search": "も"}, "session": {"minutesLeft": 2}, "waiting": "home.count",
      "problem": {"code": "offline"}}
    """,
    "choose.check": """
    {"step": "check", "answers": {"kind": "a"}, "refused": {"id": "あ"}, "faults": {"id": "notKana"},
      "isKept": false}
    """,
  ]

  private static let home = "screens/states/home.some.json"
  private static let choose = "screens/states/choose.check.json"

  static let stateCases: [Case] = [
    Case(home, "\"result\"", "\"reslt\"", "\(home):1:2: unknown key 'reslt'; did you mean 'result'?"),
    Case(home, "\"title\": \"もの\",", "\"title\": \"もの\"", "\(home):1:61: not JSON: this cannot stand here"),
    Case(home, "\"offline\"}}", "\"offline\"}", "\(home):3:33: not JSON: the file ends too early"),
    Case(
      home, "\"2026-11-20\"", "\"2026-11-31\"",
      "\(home):1:62: 'result.items[0].due' is not what things.list gives: a date such as 2026-11-20"),
    Case(home, "\"title\"", "\"titel\"", "\(home):1:35: 'result.items[0].title' is missing: things.list gives it"),
    Case(home, "\"due\"", "\"deu\"", "\(home):1:62: things.list gives no 'deu'; did you mean 'due'?"),
    Case(home, "\"search\"", "\"serch\"", "\(home):2:18: 'home' is told no 'serch'; did you mean 'search'?"),
    Case(
      home, "\"minutesLeft\"", "\"minutesleft\"",
      "\(home):2:46: the session has no 'minutesleft'; did you mean 'minutesLeft'?"),
    Case(home, "\"home.count\"", "\"home.cuont\"", "\(home):2:65: no text 'home.cuont'; did you mean 'home.count'?"),
    Case(home, "\"offline\"", "\"ofline\"", "\(home):3:15: no problem 'ofline'; did you mean 'offline'?"),
    Case(
      "screens/states/hme.empty.json", "", "{}",
      "screens/states/hme.empty.json:1:1: no screen 'hme'; did you mean 'home'?"),
    Case(choose, "\"check\"", "\"kept\"", "\(choose):1:2: 'kept' needs 'keptAt'"),
    Case("screens/states/home.json", "", "{}", "screens/states/home.json:1:1: a state is called SCREEN.STATE.json"),
    Case("screens/states/home.none.json", "", "[]", "screens/states/home.none.json:1:1: a state is an object ({…})"),
    Case(choose, "\"check\"", "\"chck\"", "\(choose):1:2: no step 'chck'; did you mean 'check'?"),
    Case(choose, "{\"id\": \"notKana\"}", "{\"ident\": \"notKana\"}", "\(choose):1:80: no question 'ident'"),
    Case(choose, "notKana", "notkana", "\(choose):1:80: no fault 'notkana'; did you mean 'notKana'?"),
    Case(
      choose, "\"kind\": \"a\"", "\"kind\": \"c\"",
      "\(choose):1:31: 'answers.kind' is not what the form asks for: a, b"),
    Case(choose, "\"isKept\": false", "\"isKept\": 0", "\(choose):2:3: 'isKept' is not what a form has: true or false"),
  ]
}
