internal import CSystem

#if canImport(Glibc)
  internal import Glibc
#endif

/// The signals that end a story. They are read like what a terminal brings, so that a story that is ended takes its world with it.
final class Interruption {
  let descriptor: Int32
  /// The signal that came; nil while none has.
  private(set) var signal: Int32?

  init() { descriptor = cs_signalfd([SIGINT, SIGTERM, SIGHUP, 0]) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Waits until a descriptor can be read. False when the time is over, or a signal has come.
  func wait(for other: Int32, milliseconds: Int32) -> Bool {
    var polls = [
      pollfd(fd: other, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&polls, 2, milliseconds) > 0 else { return false }
    if polls[1].revents != 0 {
      let number = cs_next_signal(descriptor)
      if number != 0 { signal = number }
    }
    return signal == nil && polls[0].revents != 0
  }
}
