// The physical minimum of a Swift program: one line on standard output. Built twice: alone, and linked with the libraries that the
// client is linked with.
@main enum Start {
  static func main() { print("mynafront 0.1.0") }
}
