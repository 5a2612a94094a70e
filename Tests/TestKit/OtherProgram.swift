import Foundation
import Synchronization
import Testing

/// Another program that uses the card: a handle of its own at pcscd, which tells it from ours as it tells programs apart.
public final class OtherProgram: Sendable {
  private typealias Establish = @convention(c) (UInt, OpaquePointer?, OpaquePointer?, UnsafeMutablePointer<Int>) -> Int
  private typealias Connect =
    @convention(c) (Int, UnsafePointer<CChar>, UInt, UInt, UnsafeMutablePointer<Int>, UnsafeMutablePointer<UInt>) -> Int
  private typealias OfHandle = @convention(c) (Int) -> Int
  private typealias WithDisposition = @convention(c) (Int, UInt) -> Int

  private let context: Int
  private let card: Mutex<Int>

  /// winscard.h and pcsclite.h.
  public static let leave: UInt = 0
  public static let reset: UInt = 1

  /// Connects to a reader, for itself alone when `exclusive`.
  public init(_ reader: String, exclusive: Bool = false) throws {
    var context = 0
    try #require(Self.function("SCardEstablishContext", as: Establish.self)(2, nil, nil, &context) == 0)
    self.context = context
    var card = 0
    var active: UInt = 0
    let connect = try Self.function("SCardConnect", as: Connect.self)
    let code = connect(context, reader, exclusive ? 1 : 2, 3, &card, &active)
    try #require(UInt32(truncatingIfNeeded: code) == 0, "SCardConnect")
    self.card = Mutex(card)
  }

  /// Takes the card for itself; waits while others have it.
  public func begin() throws { try check(Self.function("SCardBeginTransaction", as: OfHandle.self)(handle)) }
  /// Gives the card free, with a reset when `disposition` says so.
  public func end(_ disposition: UInt) throws {
    try check(Self.function("SCardEndTransaction", as: WithDisposition.self)(handle, disposition))
  }
  /// Lets go of the card; a reset waits while others have it.
  public func disconnect(_ disposition: UInt) throws {
    try check(Self.function("SCardDisconnect", as: WithDisposition.self)(handle, disposition))
    _ = try Self.function("SCardReleaseContext", as: OfHandle.self)(context)
  }

  private var handle: Int { card.withLock { $0 } }

  private func check(_ code: Int) throws { try #require(UInt32(truncatingIfNeeded: code) == 0) }

  private static func function<F>(_ name: String, as: F.Type) throws -> F {
    let library = try #require(dlopen("libpcsclite.so.1", RTLD_NOW))
    return unsafeBitCast(try #require(dlsym(library, name)), to: F.self)
  }
}
