#if canImport(Glibc)
  internal import Glibc
#endif

/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
  public let milliseconds: Int
  public init(milliseconds: Int) { self.milliseconds = milliseconds }
  public init(seconds: Int) { milliseconds = seconds * 1000 }

  /// Midnight (JST) at the start of a day.
  public init(startOf date: CalendarDate) { milliseconds = (date.dayNumber * 86_400 - Self.jstOffset) * 1000 }

  public var seconds: Int { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }
  public func adding(seconds: Int) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }
  public func adding(milliseconds: Int) -> Instant { Instant(milliseconds: self.milliseconds + milliseconds) }
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

  /// Japan is nine hours ahead of UTC, without summer time since 1951.
  public static let jstOffset = 9 * 3600

  /// The day, hour, minute and second in Japan.
  public var jst: (date: CalendarDate, hour: Int, minute: Int, second: Int) {
    let local = seconds + Self.jstOffset
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let rest = local - day * 86_400
    return (CalendarDate(dayNumber: day), rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// `2026-11-20T14:30:00+09:00`.
  public var rfc3339: String {
    let (date, hour, minute, second) = jst
    return "\(date.iso)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))+09:00"
  }

  /// Reads RFC 3339 with any offset; a fraction is cut to milliseconds. Nil when it is something else.
  public init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let date = CalendarDate(iso: String(text.prefix(10))),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]), let second = decimal(bytes[17..<19]),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var rest = bytes[19...]
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      fraction = decimal(digits.prefix(3))! * (digits.count == 1 ? 100 : digits.count == 2 ? 10 : 1)
      rest = rest.dropFirst(1 + digits.count)
    }
    var offset = 0
    switch rest.first {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard rest.count == 1 else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let zone = Array(rest)
      guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = decimal(zone[1..<3]),
        let minutes = decimal(zone[4..<6]), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (zone[0] == UInt8(ascii: "+") ? 1 : -1)
    default: return nil
    }
    milliseconds = (date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset) * 1000 + fraction
  }
}

/// The clock's one verb. Two forms exist: the system's and one that stands where a test or `--now` put it.
public protocol PortalClock: Sendable {
  var now: Instant { get }
}

public struct SystemClock: PortalClock {
  public init() {}
  public var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
  }
}

/// A clock that runs `offset` milliseconds away from the system's.
public struct ShiftedClock: PortalClock {
  private let offset: Int
  public init(offset: Int) { self.offset = offset }
  public init(startingAt instant: Instant) { offset = instant.milliseconds - SystemClock().now.milliseconds }
  public var now: Instant { SystemClock().now.adding(milliseconds: offset) }
}

/// A clock that stands still.
public struct FixedClock: PortalClock {
  public let now: Instant
  public init(_ now: Instant) { self.now = now }
}
