import Foundation
import Testing

/// `card …` from outside: what a script gets, what `openssl` says of it, and what no PIN leaves behind.
@Suite(.serialized, .onThreads) struct CardCommandTests {
  /// Command lines in one world, one after the other, each with its code.
  @Test func everyCommandOfTheCardEndsWithTheCodeThatIsPromised() throws {
    let world = try World()
    try Data("転入届の見本\n".utf8).write(to: URL(filePath: world.home + "/shorui.txt"))
    try Data("別の内容\n".utf8).write(to: URL(filePath: world.home + "/other.txt"))
    let table: [(String, Int32)] = [
      ("card status", 0), ("card read --pin-fd 3 3<<<1234", 0), ("card read --pin-fd 3 3<<<123", 12),
      ("card read --pin-fd 3 3<<<9999", 12), ("card read --pin-fd 3 3<<<1234", 0),
      ("card read --items expiry --pin-fd 3 3<<<1234", 0), ("card read --items secrets --pin-fd 3 3<<<1234", 2),
      ("card read --items expiry", 0),
      ("card read --show-number --pin-fd 3 3<<<1234", 2),
      ("card read --items number --show-number --pin-fd 3 3<<<1234", 0),
      ("card read </dev/null", 2), ("card read --no-input", 2), ("card certificate auth", 0),
      ("card certificate sign --password-fd 3 3<<<ABC123", 0), ("card certificate juki", 2),
      ("card sign shorui.txt --password-fd 3 3<<<ABC123", 2),
      ("card sign nowhere.txt -o a.p7s --password-fd 3 3<<<ABC123", 1),
      ("card sign shorui.txt -o a.p7s --password-fd 3 3<<<abc123", 0),
      ("card sign shorui.txt -o a.p7s --password-fd 3 3<<<ABC123", 2),
      ("card sign shorui.txt -o b.p7s --attached --password-fd 3 3<<<ABC123", 0),
      ("card sign shorui.txt -o c.p7s --password-fd 3 3<<<WRONG99", 12),
      ("card verify a.p7s shorui.txt", 0), ("card verify a.p7s other.txt", 13), ("card verify a.p7s", 7),
      ("card verify b.p7s", 0), ("card verify shorui.txt", 7), ("card verify b.p7s -o out.txt", 0),
      ("card change-pin auth --pin-fd 3 --new-pin-fd 4 3<<<1234 4<<<43210", 12),
      ("card change-pin auth --pin-fd 3 --new-pin-fd 4 3<<<1234 4<<<4321", 0),
      ("login --pin-fd 3 3<<<1234", 12), ("login --pin-fd 3 3<<<4321", 0),
      ("card change-pin juki --pin-fd 3 --new-pin-fd 4 3<<<1234 4<<<4321", 2),
      ("card read --photo face.jp2 --surface-fd 3 3<<<123", 12),
    ]
    for (line, code) in table {
      let result = try world.shell("cd '\(world.home)'; mynafront \(line)")
      #expect(result.code == code, "mynafront \(line): \(result.output)\(result.errors)")
      if code != 0, code != 13 {
        #expect(result.output.isEmpty, "mynafront \(line) wrote data although it failed")
        #expect(!result.errors.isEmpty, "mynafront \(line) failed silently")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: world.home + "/c.p7s"))
    #expect(try String(contentsOfFile: world.home + "/out.txt", encoding: .utf8) == "転入届の見本\n")
    // The judgement is there whatever becomes of the content.
    for (line, onOutput) in [("-o out2.txt", true), ("-o - | cat >out3.txt", false)] {
      let judged = try world.shell("cd '\(world.home)'; mynafront card verify b.p7s \(line)")
      #expect((onOutput ? judged.output : judged.errors).contains("finding\tintegrity\tok"), "\(line): \(judged)")
    }
    #expect(try String(contentsOfFile: world.home + "/out3.txt", encoding: .utf8) == "転入届の見本\n")
    // Nobody here wrote openssl.
    let openssl = try world.shell(
      """
      cd '\(world.home)'; ca=$(find . -name sign-ca.pem | head -1)
      openssl cms -verify -binary -inform DER -in a.p7s -content shorui.txt -CAfile "$ca" -purpose any -out /dev/null &&
      openssl cms -verify -binary -inform DER -in b.p7s -CAfile "$ca" -purpose any
      """)
    #expect(openssl.code == 0, "\(openssl.errors)")
    #expect(openssl.output == "転入届の見本\n")
  }

  /// Nobody here wrote openssl, and nobody's card signed: authorities of the profile, with both kinds of keys, in every form.
  @Test func whatOpenSSLSignsIsVerifiedAndWhatWasChangedIsNot() throws {
    let world = try World()
    let made = try world.shell(
      """
      cd; set -e; printf 'content' >doc; printf 'Content' >changed
      printf 'keyUsage=critical,digitalSignature,nonRepudiation\\nsubjectKeyIdentifier=hash\\n' >ext
      openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 99 -subj '/C=JP/O=Sample CA' 2>/dev/null
      openssl genrsa -out rsa.key 2048 2>/dev/null
      openssl ecparam -genkey -name secp384r1 -noout -out p384.key
      for key in rsa p384; do
        openssl req -new -key $key.key -subj "/C=JP/CN=$key" -out $key.csr
        openssl x509 -req -in $key.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 9 -extfile ext -out $key.pem 2>/dev/null
        for options in "" "-nodetach" "-certfile ca.pem" "-noattr" "-noattr -nodetach -certfile ca.pem" "-cades -nodetach"; do
          name=$key-$(tr -cd a-z <<<"$options").p7s
          openssl cms -sign -binary -in doc -signer $key.pem -inkey $key.key -outform DER -out $name $options
          echo $name >>names
        done
      done
      cat >own.yaml <<EOF
      profile: own
      profiles:
        own:
          portal: https://127.0.0.1:1
          anchors: $HOME/ca.pem
          card-anchors: $HOME/ca.pem
          sign-anchors: $HOME/ca.pem
      EOF
      """)
    try #require(made.code == 0, "\(made.errors)")
    let names = try world.shell("cat $HOME/names").output.split(separator: "\n")
    #expect(names.count == 12)
    for name in names {
      let right = try world.shell("cd; mynafront --config own.yaml card verify \(name) doc --json")
      #expect(right.code == 0, "\(name): \(right.output)\(right.errors)")
      #expect(right.output.contains("\"summary\":\"undetermined\""))
      let wrong = try world.shell("cd; mynafront --config own.yaml card verify \(name) changed")
      #expect(wrong.code == 13, "\(name): \(wrong.output)")
    }
  }

  /// The card after today's: its keys are on a curve, and nothing but the data of its certificates is different.
  @Test func aCardWithP384KeysLogsInAndSignsWhatOpenSSLAccepts() throws {
    let world = try World()
    try world.shell("mynafront card status; mynafront-sandbox card insert p01 --as next; echo text >$HOME/doc")
    for (line, code) in [
      ("login --pin-fd 3 3<<<1234", Int32(0)), ("session", 0), ("login --pin-fd 3 3<<<4321", 12),
      ("card sign doc -o a.p7s --password-fd 3 3<<<ABC123", 0),
      ("card sign doc -o b.p7s --attached --password-fd 3 3<<<ABC123", 0), ("card verify a.p7s doc", 0),
      ("card verify b.p7s", 0), ("card verify a.p7s b.p7s", 13), ("card read --pin-fd 3 3<<<1234", 0),
    ] {
      let result = try world.shell("cd; mynafront \(line)")
      #expect(result.code == code, "mynafront \(line): \(result.output)\(result.errors)")
    }
    let key = try world.shell("mynafront card certificate auth --json | jq -r .key")
    #expect(key.output == "P-384\n", "\(key)")
    let openssl = try world.shell(
      """
      cd; ca=$(find . -name sign-ca.pem | head -1)
      openssl cms -verify -binary -inform DER -in a.p7s -content doc -CAfile "$ca" -purpose any -out /dev/null &&
      openssl cms -verify -binary -inform DER -in b.p7s -CAfile "$ca" -purpose any &&
      openssl cms -cmsout -print -inform DER -in b.p7s | grep -o 'ecdsa-with-SHA384' | head -1
      """)
    #expect(openssl.code == 0 && openssl.output == "text\necdsa-with-SHA384\n", "\(openssl)")
  }

  /// A child's card: nothing is asked for in vain, and it is said where a certificate comes from.
  @Test(arguments: [
    "card sign doc -o x.p7s --password-fd 3", "card certificate sign --password-fd 3",
    "card change-pin sign --password-fd 3 --new-pin-fd 4",
  ])
  func aCardWithoutTheCertificateEndsWith11AndARemedy(_ line: String) throws {
    let world = try World.rough.get()
    try world.shell("mynafront card status >/dev/null; mynafront-sandbox card insert p03 >/dev/null; echo a >$HOME/doc")
    defer { _ = try? world.shell("mynafront-sandbox card insert p01") }
    let result = try world.shell("cd; mynafront --lang en \(line) 3<<<ABC123 4<<<ABC1234")
    #expect(result.code == 11, "\(result.errors)")
    #expect(
      result.errors.contains("Missing: the certificate for signing") && result.errors.contains("municipal office"))
    #expect(!FileManager.default.fileExists(atPath: world.home + "/x.p7s"))
    let json = try world.shell("cd; mynafront --json \(line) 3<<<ABC123 4<<<ABC1234")
    #expect(json.output.contains("\"code\":\"certificateMissing\""))
  }

  /// A remark: in every form of an answer, in each language, and not where nothing is to be said.
  @Test func theTriesLeftOfAPINFromADescriptorAreSaid() throws {
    let world = try World()
    try world.shell("mynafront card status; mynafront card read --pin-fd 3 3<<<9999")
    for (options, words) in [
      ("--lang en", "Tries left for the PIN for reading the card: 2"), ("--lang ja", "券面事項入力補助用の暗証番号を入力できるのは、あと2回です。"),
      ("--lang easy --json", "あと2回、入れることができます。"), ("--quiet", ""),
    ] {
      let result = try world.shell("mynafront \(options) card read --pin-fd 3 3<<<1234")
      #expect(result.code == 0 && !result.output.contains("あと2回"))
      #expect(words.isEmpty ? result.errors.isEmpty : result.errors.contains(words), "\(result.errors)")
      try world.shell("mynafront card read --pin-fd 3 3<<<9999")
    }
    // A wrong one: so many before, and so many after.
    let wrong = try world.shell("mynafront --lang en login --pin-fd 3 3<<<4321")
    #expect(wrong.errors.hasPrefix("Tries left for the PIN for user authentication: 3\n"), "\(wrong.errors)")
  }

  /// What reached the card can be looked at from outside, and a PIN is not in it.
  @Test func theSandboxTellsWhatReachedItsCard() throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null")
    let log = try world.shell("mynafront card read --pin-fd 3 3<<<1234 >/dev/null; mynafront-sandbox card log")
    let commands = log.output.split(separator: "\n").filter { $0.hasPrefix("> ") }.suffix(4)
    #expect(commands.first?.hasPrefix("> 00 A4 04 0C") == true && commands.contains("> 00 20 00 91 (secret)"))
    #expect(!log.output.contains("31 32 33 34"))
    let json = try world.shell("mynafront-sandbox card log --json | jq -r '.items[-4]'")
    #expect(json.output.hasPrefix("> 00 ") || json.output.hasPrefix("< "), "\(json)")
  }

  /// Another program has the card: a person at a terminal is told at once, and after five seconds that it still does.
  @Test func aCommandThatWaitsForAnotherProgramSaysSo() throws {
    let world = try World()
    // A client that powers the card on and says no more.
    try world.shell(
      #"""
      mynafront card status >/dev/null
      setsid python3 -c 'import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
      s.send(bytes([0, 1, 1, 0, 1, 4])); s.recv(9); time.sleep(20)' \
        "$(sed -n 's/.*card-socket: "\(.*\)"/\1/p' "$(mynafront-sandbox status --json | jq -r .config)")" \
        >/dev/null 2>&1 </dev/null & sleep 0.5
      """#)
    let terminal = try PseudoTerminal(world, [World.client, "--lang", "en", "card", "certificate", "auth"])
    try terminal.expect("Another program is using the card. Waiting for it to finish.")
    #expect(terminal.ended() == nil && !terminal.output.contains("Talking to the card"))
    try terminal.expectEnd(1)
    #expect(terminal.output.contains("Close that program, then try again."))
  }

  /// A phone shows its certificate after the PIN, by descriptor as well; of the problem the PIN has its name.
  @Test func aPhoneGivesItsCertificateForItsPIN() throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null; mynafront-sandbox card insert p01 --as phone")
    let given = try world.shell("mynafront card certificate auth --pin-fd 3 3<<<1234")
    #expect(given.code == 0 && given.output.contains("RSA-2048"), "\(given)")
    #expect(try world.shell("mynafront card certificate auth --no-input").code == 12)
    let wrong = try world.shell("mynafront --lang en card certificate auth --pin-fd 3 3<<<4321")
    #expect(wrong.code == 12 && wrong.errors.contains("It was the PIN for user authentication."), "\(wrong)")
    let read = try world.shell("mynafront --lang en card read --pin-fd 3 3<<<1234")
    #expect(read.code == 11 && read.errors.contains("You need a My Number card for this"), "\(read)")
  }

  /// A certificate of another authority signs, and so does a profile without authorities; both say that nobody here relies on it.
  @Test func aSignatureOnWhichThisPortalWouldNotRelySaysSo() throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null; printf 'content' >$HOME/doc")
    let sign = "cd; mynafront --lang en card sign doc --force --password-fd 3 3<<<ABC123"
    for (persona, refusal) in [("p01", "null"), ("p30", "\"unknownIssuer\"")] {
      try world.shell("mynafront-sandbox card insert \(persona)")
      let json = try world.shell("\(sign) -o a.p7s --json")
      #expect(json.code == 0 && json.output.contains("\"refusal\":\(refusal)"), "\(json)")
      let plain = try world.shell("\(sign) -o a.p7s")
      #expect(plain.code == 0, "\(plain)")
      #expect(plain.errors.contains("would not accept the signature") == (persona == "p30"), "\(plain)")
    }
    try world.shell("mynafront-sandbox card insert p01")
    let config = try world.shell(
      "cd; file=$(mynafront-sandbox status --json | jq -r .config); grep -v sign-anchors \"$file\" >own.yaml; mynafront --config own.yaml --lang en card sign doc -o b.p7s --password-fd 3 3<<<ABC123"
    )
    #expect(config.code == 0 && config.errors.contains("no authorities are configured"), "\(config)")
    #expect(try world.shell("cd; mynafront --config own.yaml card verify b.p7s doc").code == 2)
  }

  /// What a card would do, to the byte, without a PIN, a try or a file. The descriptors do not exist.
  @Test func aRehearsalSaysWhatTheCardWouldDoAndDoesNothing() throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null; printf 'content' >$HOME/doc")
    let before = try world.shell("mynafront card status").output
    func rehearse(_ line: String, _ code: Int32 = 0) throws -> [String: Any] {
      let result = try world.shell("cd; mynafront --dry-run --json --no-input \(line)")
      #expect(result.code == code, "\(line): \(result.output)\(result.errors)")
      return try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
    }
    let signing = try rehearse("card sign doc -o doc.p7s --attached --password-fd 9")
    let sign = try #require((signing["signs"] as? [[String: Any]])?.first)
    // sha256sum of `content`
    #expect(sign["sha256"] as? String == "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73")
    #expect(sign["file"] as? String == "doc" && sign["bytes"] as? Int == 7 && sign["attached"] as? Bool == true)
    #expect(
      sign["key"] as? String == "sign" && sign["output"] as? String == "doc.p7s" && sign["triesAtMost"] as? Int == 1)
    let card = try #require(signing["card"] as? [String: Any])
    #expect(card["reader"] as? String == "sandbox" && card["card"] as? String == "mynumber")
    #expect(card["pin"] as? String == "sign" && card["triesLeft"] as? Int == 5)
    let change = try #require((try rehearse("card change-pin auth")["changes"] as? [[String: Any]])?.first)
    #expect(change["pin"] as? String == "auth")
    let read = try #require(
      (try rehearse("card read --items number,name --photo f.jp2")["reads"] as? [[String: Any]])?.first)
    #expect(read["items"] as? [String] == ["name", "number", "photo"] && read["triesAtMost"] as? Int == 2)
    #expect(try (rehearse("card read --items expiry")["reads"] as? [[String: Any]])?.first?["triesAtMost"] as? Int == 0)
    for (line, words) in [("card sign doc -o doc.p7s", "ed7002b4"), ("card change-pin text", "To be changed: ")] {
      #expect(try world.shell("cd; mynafront --lang en --dry-run \(line)").output.contains(words), "\(line)")
    }
    // What would fail is told, and wrong input is still wrong.
    for (line, code) in [("card sign doc -o /nowhere/x", Int32(1)), ("card sign doc", 2), ("card read --items x", 2)] {
      #expect(try world.shell("cd; mynafront --dry-run \(line)").code == code, "\(line)")
    }
    #expect(try world.shell("mynafront card status").output == before)
    #expect(!FileManager.default.fileExists(atPath: world.home + "/doc.p7s"))
    try world.shell("mynafront-sandbox card remove")
    #expect(try rehearse("card sign doc -o doc.p7s", 3)["card"] is NSNull)
    // Nothing is promised that the card cannot do, and the reason is the one of the real run.
    let refused: [(form: String, line: String, exit: Int32, words: String)] = [
      ("other", "card sign doc -o doc.p7s", 3, "My Number"),
      ("juki", "card sign doc -o doc.p7s", 3, "resident register"),
      ("juki", "card change-pin auth", 3, "resident register"), ("phone", "card read", 3, "smartphone"),
      ("phone", "card read --items expiry", 3, "smartphone"), ("phone", "card sign doc -o doc.p7s", 0, ""),
    ]
    for row in refused {
      try world.shell("mynafront-sandbox card insert p01 --as \(row.form)")
      let result = try world.shell("cd; mynafront --lang en --dry-run --no-input \(row.line)")
      #expect(result.code == row.exit, "\(row): \(result)")
      #expect(row.words.isEmpty || result.errors.contains(row.words), "\(row): \(result)")
    }
    try world.shell("mynafront-sandbox card insert p01 --as phone")
    let certificate = try #require((try rehearse("card certificate auth")["reads"] as? [[String: Any]])?.first)
    #expect(certificate["triesAtMost"] as? Int == 1, "a phone shows it only after the PIN")
  }

  @Test func aChangeWhoseAnswerIsLostEndsWith10AndTheNewPINOpens() throws {
    let world = try World()
    let lost = try world.shell(
      """
      mynafront card status >/dev/null
      mynafront-sandbox card fault answer-lost-after-change >/dev/null
      mynafront card change-pin auth --json --pin-fd 3 --new-pin-fd 4 3<<<1234 4<<<4321
      """)
    #expect(lost.code == 10)
    let document = try #require(try JSONSerialization.jsonObject(with: lost.bytes) as? [String: Any])
    #expect((document["problem"] as? [String: Any])?["code"] as? String == "pinChangeUnknown")
    #expect(try world.shell("mynafront login --pin-fd 3 3<<<4321").code == 0)
  }

  @Test func aNumberIsGivenToScriptsThatNameItAndToNobodyElse() throws {
    let world = try World()
    func read(_ options: String) throws -> [String: Any] {
      let result = try world.shell("mynafront card read \(options) --json --pin-fd 3 3<<<1234")
      return try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
    }
    #expect(try read("")["number"] is NSNull)
    let named = try read("--items number,name --check")
    #expect((named["number"] as? String)?.count == 12)
    #expect(named["checked"] as? String == "consistent")
    #expect(named["address"] is NSNull)
  }

  @Test(arguments: [
    "login 8642", "login --pin-fd 8642", "card read 8642", "card change-pin 8642", "card change-pin auth 8642 9753",
    "card certificate 8642", "card sign doc.txt 8642 -o x.p7s", "card read --surface-fd 8642 --photo f.jp2",
    "card change-pin auth --new-pin-fd 8642", "--pin-fd 8642", "card read --json --pin-fd 8642",
  ])
  func whatStandsWhereAPINMayStandIsNeverSaid(_ line: String) throws {
    let result = try World.rough.get().shell("mynafront \(line) </dev/null")
    #expect(result.code == 2, "\(result.errors)")
    #expect(!(result.output + result.errors).contains("8642"))
  }

  @Test func aPINThatIsPipedIntoTheFaceIsNeitherRepeatedNorKept() throws {
    let world = try World()
    // Without a terminal there is nobody to ask; 1 is log in.
    let result = try world.shell(
      "printf '1\\n8642\\n' | setsid mynafront --linear --log '\(world.home)/log'; cat '\(world.home)/log'")
    #expect(result.output.contains("--pin-fd"))
    #expect(!(result.output + result.errors).contains("8642"), "\(result.output)")
  }
}
