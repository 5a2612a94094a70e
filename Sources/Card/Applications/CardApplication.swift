/// An application of the card. What it is called there, `CardLayout` says.
public enum CardApplication: String, Hashable, Sendable, CaseIterable {
  /// 公的個人認証: certificates and keys.
  case jpki
  /// 券面事項入力補助: the number and the four attributes as text.
  case text
  /// 券面事項確認: what is printed, as pictures.
  case surface
  /// 住民基本台帳.
  case juki
  /// 共通カード: serial number and municipality.
  case common
}
