/// A value that must not be printed by accident, such as a session token. Interpolated or dumped, it shows dots.
public struct Sensitive<Wrapped: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let value: Wrapped
  public init(_ value: Wrapped) { self.value = value }

  /// The value itself: the name says at the call what is being done.
  public func reveal() -> Wrapped { value }

  public var description: String { "……" }
  public var debugDescription: String { "……" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Sensitive: Equatable where Wrapped: Equatable {}
extension Sensitive: Hashable where Wrapped: Hashable {}
