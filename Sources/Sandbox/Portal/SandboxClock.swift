public import Domain
internal import Synchronization

/// The portal's clock: it runs, and can be set. Everything that pretends takes the time from it, never from the machine.
public final class SandboxClock: PortalClock {
  private let offsetMilliseconds: Mutex<Int>

  public init(offset: Int = 0) { offsetMilliseconds = Mutex(offset) }

  public var now: Instant { SystemClock().now.adding(milliseconds: offset) }

  /// Milliseconds ahead of this machine's clock.
  public var offset: Int {
    get { offsetMilliseconds.withLock { $0 } }
    set { offsetMilliseconds.withLock { $0 = newValue } }
  }
}

/// What a person may say to `clock` and `--now`.
public enum ClockSetting: Hashable, Sendable {
  /// Ahead or back from what the clock shows now.
  case by(milliseconds: Int)
  case to(Instant)
  /// The machine's own time again.
  case real

  /// `+90d`, `-3h`, `+15m`, `+30s`; `YYYY-MM-DD` (that day, at the machine's present time of day), RFC 3339; `real`.
  public init?(_ text: String) {
    if text == "real" {
      self = .real
    } else if let sign = text.first, sign == "+" || sign == "-" {
      let units = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
      // A century is enough for every deadline, and keeps the arithmetic far from overflow.
      guard let unit = text.last.flatMap({ units[String($0)] }), let count = Int(text.dropFirst().dropLast()),
        (0...3_200_000_000_000 / unit).contains(count), text.dropFirst().first != "+"
      else { return nil }
      self = .by(milliseconds: (sign == "-" ? -1 : 1) * count * unit)
    } else if let instant = Instant(rfc3339: text) {
      self = .to(instant)
    } else if let date = CalendarDate(iso: text) {
      let now = SystemClock().now
      let midnight = Instant(startOf: now.jst.date)
      self = .to(Instant(startOf: date).adding(milliseconds: now.milliseconds - midnight.milliseconds))
    } else {
      return nil
    }
  }

  /// The offset from the machine's clock that this setting means, when it was `offset` before.
  func offset(from offset: Int) -> Int {
    switch self {
    case .by(let milliseconds): offset + milliseconds
    case .to(let instant): instant.milliseconds - SystemClock().now.milliseconds
    case .real: 0
    }
  }
}
