import CFuzzer
import FuzzReaders
import Glibc
import Synchronization

/// `Fuzz READER [option of libFuzzer …]`: throws bytes at one reader. `Fuzz list` prints the names of all.
@main enum Driver {
  static func main() {
    let words = CommandLine.arguments
    if words.count == 2, words[1] == "list" {
      for reader in FuzzReader.all { print(reader.name) }
      return
    }
    guard words.count > 1, let reader = FuzzReader.all.first(where: { $0.name == words[1] }) else {
      print("usage: Fuzz list | Fuzz READER [option of libFuzzer ...]")
      exit(2)
    }
    chosen.withLock { $0 = reader }
    // What is made only once, such as the keys of the pretended card, is not the first input's time.
    _ = reader.violationNow([])
    let pointers = ([words[0]] + words.dropFirst(2)).map { strdup($0) }
    exit(fuzz_run(pointers.count, pointers, tryBytes))
  }

  static let chosen = Mutex<FuzzReader?>(nil)
}

private func tryBytes(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
  guard let reader = Driver.chosen.withLock({ $0 }) else { return }
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  if let violation = reader.violationNow(input) {
    print("\(reader.name) broke its promise (\(reader.claim)): \(violation)")
    fflush(nil)
    abort()
  }
}
