/// Why something could not even be judged. A judgement itself is a value (`Verdict`), never an error.
public enum TrustError: Error, Hashable, Sendable {
  /// Not one DER certificate from the first to the last byte, or one with times that are none.
  case malformedCertificate
  /// Not PEM: a line outside the alphabet, a block without an end, or no certificate at all.
  case malformedPEM
  /// Larger than we read: 64 KiB for a certificate, 1 MiB for a file.
  case tooLarge
  /// The file cannot be opened or read.
  case fileUnreadable
  /// libcrypto refused where only lack of memory is a reason.
  case exhausted
}
