/// Where a user's files are, by the XDG Base Directory Specification 0.8. Paths that are not absolute do not count.
public struct UserDirectories: Sendable {
  /// `$XDG_CONFIG_HOME/mynafront`, else `$HOME/.config/mynafront`; nil when neither is set.
  public let configuration: String?
  /// `$XDG_STATE_HOME/mynafront`, else `$HOME/.local/state/mynafront`.
  public let state: String?
  /// `$XDG_RUNTIME_DIR/mynafront`, else the directory `run` of `state`.
  public let run: String?

  /// - Parameter environment: the value of a variable.
  public init(_ environment: (String) -> String?) {
    func absolute(_ name: String) -> String? { environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    func own(_ name: String, inHome directory: String) -> String? {
      (absolute(name) ?? absolute("HOME").map { $0 + "/" + directory }).map { $0 + "/mynafront" }
    }
    configuration = own("XDG_CONFIG_HOME", inHome: ".config")
    state = own("XDG_STATE_HOME", inHome: ".local/state")
    run = absolute("XDG_RUNTIME_DIR").map { $0 + "/mynafront" } ?? state.map { $0 + "/run" }
  }
}
