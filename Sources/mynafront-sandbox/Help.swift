enum Help {
  static let usage =
    "usage: mynafront-sandbox serve|status|stop|reset|clock|fault|card|personas|story [--state DIR] [--json]; --help tells all"

  static let text = """
    mynafront-sandbox: a portal, its systems, certificate authorities and cards that exist only on this machine.
    マイナポータルの練習用サーバー。すべて架空のものです。

    Example:
      mynafront-sandbox serve --notices 1000        start; prints one JSON line when ready
      mynafront-sandbox fault set delay --at notices --delay 3000
      mynafront-sandbox card insert p07

    serve                    start the sandbox and stay; a second one on the same state prints the first one's line
      --port N               listen on this port (else the last one again, else any free one)
      --seed N               another world (default 1)
      --citizens N           how many people (default 40; the first 40 are the personas)
      --notices N            notices in p01's box (default 200); the others' have at most 1,000
                             A value that differs from the stored world's makes the world anew.
      --now DATE             set the clock: YYYY-MM-DD, RFC 3339, +90d, -3h, real
      --in-memory            keep the portal's data in memory (authorities and cards stay in the state directory)
      --session-seconds N    a session ends after so long without a call (3600)
      --shared               end by itself when nobody uses it
      --idle-exit SECONDS    … after so long (with --shared 4200: longer than a session lives)
    status                   what is running, since which world, which faults
    stop                     end it, and wait until it has ended
    reset                    the world, clock, faults and cards as at the beginning
    clock [+90d|-3h|DATE|real]
                             show or move the portal's clock
    fault set KIND [--at SYSTEM] [--times N] [--after N] [--delay MS]
      KIND                   delay drop reset 429 500 503 maintenance malformed too-large answer-lost-after-commit
                             hostile-text wrong-origin wrong-certificate expired-certificate other-host-certificate
      --times N              only N requests (handshakes, for certificates); default: until cleared
      --after N              the first N requests pass
      SYSTEM                 session notices delivery applications procedures selfinfo history links proxies consents
                             receiving-account insurance profile register status (default: all)
    fault list|clear
    card insert [PERSONA] [--as card|next|phone|juki|other]
                             put a persona's card into the sandbox's reader (default p01): or the next card
                             (P-384 keys), a phone that plays it, an old 住基カード, a card of another kind
    card remove|status
    card log                 the newest commands and answers, oldest first; never the data of VERIFY and CHANGE
    card fault KIND [--times N] [--after N] [--delay MS]
      KIND                   drop garbage short slow hold remove 6F00 no-extended answer-lost-after-verify
                             answer-lost-after-change, or clear
      --after N              the first N commands that it concerns pass
    card --vpcd HOST:PORT [--persona ID] [--as card|next|phone|juki|other] [--log FILE] [--delay MS]
                             play the card behind a real pcscd (vsmartcard's vpcd) until ended; with MS for each
                             command
    personas                 the people, their cards and PINs

    story FILE               play a journey (keys, expectations) against the client in a world of its own, and say for each step what
                             was on the screen, where the cursor stood, what a reader would say. docs/stories.md has the steps.

    --state DIR              another sandbox (default $XDG_STATE_HOME/mynafront/sandbox)
    --json                   one JSON document on standard output
    --help

    Exit codes: 0 done, 1 failed, 2 usage, 5 not found, 6 not possible now, 7 input not valid, 9 no sandbox is running.
    """
}
