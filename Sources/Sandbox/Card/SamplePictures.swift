internal import Domain

/// What is printed on every practice card: drawn for it, nobody's face and nobody's name.
enum SamplePictures {
  /// JPEG 2000, 72 x 90, grey.
  static let face: [UInt8] = bytes(
    """
    AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAWgAAAEgAAQcHAAAAAAAPY29scgEAAAAAABEAAAHVan\
    AyY/9P/1EAKQAAAAAASAAAAFoAAAAAAAAAAAAAAEgAAABaAAAAAAAAAAAAAQcBAf9SAAwAAAABAAUEBAAB/1wAE0BASEhQSEhQSEhQSEhQSEhQ\
    /2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS40/5AACgAAAAABVAAB/5PPpEgCNrYmGKGczefB8QWPoER8wUALcIESWxqPAL\
    5fgUXlDmodK8jD4CY+MfD4C02Y/l3YB4wYlB48CwYYF677BgaXUqCl2icdoqt8FYUvGNndz5C8fAfDjYZM2652k30cjDAXniZYBmj3i+B+wzLP\
    V0BItblfZzoAsjLM6/53UHu44OUjXi5uj/g0k8danwvx1YCFG3rvowjZozjxbLAj4jOmBRwVgZYwdOA4pa1RoeMwaVuEUWKDdRLxDsfb57JiTa\
    N+hccSGCJbTGOFMPyOxfoB15uEva0787e/xkx66H8lz1hPgrzrScyMAPKV+R9sN+6pHuCUwFg3/nRg7VY1/mGLxXq1Bd/RIKJxZb17fBpFullT\
    4KLrCPgk9Ckk9P2UA/MUuZwkfRpOr0D8J+ESjH5oNulaxOzQJpP3d0WKiHWvrXBwAP/Z
    """)

  /// PNG, 120 x 20, one bit a pixel: the word SAMPLE.
  static let word: [UInt8] = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAHgAAAAUAQAAAABuKcReAAAASElEQVR42mP8z4ACmBiozP9bdz7pAQeC/9+GgZehAkm9I6p6pj/sKHxGK4bPDB\
    OQ+O0NfAwFCP4fhn+o6ndwMDzqgPMZaew/AN7NECjoPVybAAAAAElFTkSuQmCC
    """)

  private static func bytes(_ text: String) -> [UInt8] { Base64.standard.decode(text) ?? [] }
}
