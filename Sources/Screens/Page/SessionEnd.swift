public import Domain

extension ScreenLibrary {
  /// What every page says of a session that ends soon or has ended by itself, and the way on, which stands at its end: nothing that is
  /// read changes its place or number.
  ///
  /// A page that asks for a secret says nothing of it: whoever is asked again in the middle of one would type a part of it.
  public func addSessionEnd(to page: inout Page, _ session: Value) {
    guard !page.hasSecret, !page.needsFreshAnswer else { return }
    func add(_ notice: String, _ places: [String: String], _ choice: String, _ verb: String) {
      page.announcement = text(notice, places)
      // While only the title stands nothing is chosen: the cursor would stay on what came first.
      guard !page.blocks.isEmpty else { return }
      page.announcementChoice = ElementID(choice)
      page.blocks.append(Page.Block(ElementID(choice), .choice(text(choice), .verb(verb))))
    }
    if let minutes = session["minutesLeft"]?.integer {
      add("voice.session-ends", ["minutes": SpokenValue.say(minutes)], "voice.session-extend", "extend")
    } else if session["ended"]?.bool == true {
      add("voice.session-ended", [:], "voice.session-login", "login")
    }
  }
}
