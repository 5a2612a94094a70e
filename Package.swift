// swift-tools-version: 6.2
// The house on one page: doors to C libraries on floor 0, then modules that import only downward.
// What each module is for is in docs/architecture.md; `make check` compares the two.
import PackageDescription

/// `make fuzz` sets it: the readers become one program with libFuzzer, and the client a part of that.
let isFuzzing = Context.environment["MYNAFRONT_FUZZ"] != nil

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A C target around one vendor library. `links` are linked at start; a door without any opens its library when first used.
func door(_ name: String, links: [String] = []) -> Target {
  .target(name: name, path: "Sources/System/\(name)", linkerSettings: links.map { .linkedLibrary($0) })
}
func module(_ name: String, _ uses: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: uses, swiftSettings: strict)
}
func program(_ name: String, _ uses: [Target.Dependency]) -> Target {
  // Another program may only be linked with a program whose main function has another name and that is none by its kind.
  isFuzzing
    ? .target(
      name: name, dependencies: uses,
      swiftSettings: strict + [
        .unsafeFlags(["-Xfrontend", "-entry-point-function-name", "-Xfrontend", "main_of_program"])
      ])
    : .executableTarget(name: name, dependencies: uses, swiftSettings: strict)
}
func tests(_ name: String, _ uses: [Target.Dependency], resources: [String] = []) -> Target {
  .testTarget(name: name, dependencies: uses + ["TestKit"], exclude: resources, swiftSettings: strict)
}

let programs: [Product] = [
  .executable(name: "mynafront", targets: ["mynafront"]),
  .executable(name: "mynafront-sandbox", targets: ["mynafront-sandbox"]),
]
/// For programs of others: the card, and the values in which it speaks.
let libraries: [Product] = [.library(name: "Card", targets: ["Card", "Domain"])]
let fuzzer: [Target] = [
  .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
  .executableTarget(
    name: "Fuzz", dependencies: ["CFuzzer", "FuzzReaders"], path: "Fuzz/Driver", swiftSettings: strict),
]

let package = Package(
  name: "mynafront",
  products: isFuzzing ? [] : programs + libraries,
  targets: [
    // floor 0
    door("CNcurses", links: ["ncursesw", "tinfo", "dl"]),
    door("CCurl", links: ["dl"]),
    door("CPCSC", links: ["dl"]),
    door("COpenSSL", links: ["dl"]),
    door("CSQLite", links: ["sqlite3"]),
    door("CYAML", links: ["yaml"]),
    door("CMark", links: ["cmark"]),
    door("CJQ", links: ["dl"]),
    door("CVTerm", links: ["dl"]),
    door("CMicroHTTPD", links: ["microhttpd", "gnutls"]),
    door("CSystem"),
    // floor 1
    module("Domain", ["CSystem"]),
    module("Reading", ["CYAML", "CMark"]),
    // floor 2
    module("Screens", ["Domain", "Reading"]),
    module("BFF", ["Domain", "CCurl"]),
    module("Card", ["Domain", "CPCSC"]),
    module("Trust", ["Domain", "COpenSSL"]),
    module("Database", ["CSQLite"]),
    module("Serving", ["Domain", "CMicroHTTPD"]),
    // floor 3
    module("Journeys", ["Domain", "Screens"]),
    module("Operations", ["Domain", "BFF", "Card", "Trust"]),
    module("Terminal", ["Domain", "Screens", "CNcurses", "CSystem"]),
    module("Sandbox", ["Domain", "Trust", "Database", "Serving", "COpenSSL"]),
    module("Rehearsal", ["Domain", "CVTerm", "CSystem"]),
    // floor 4
    program(
      "mynafront",
      [
        "Domain", "Reading", "Screens", "BFF", "Card", "Trust", "Journeys", "Operations", "Terminal", "CSystem",
        "CJQ",
      ]),
    program("mynafront-sandbox", ["Domain", "Sandbox", "Rehearsal", "CSystem"]),
    // tests
    .target(
      name: "TestKit", dependencies: ["Domain", "Screens", "BFF", "Card", "Operations", "Sandbox"],
      path: "Tests/TestKit",
      swiftSettings: strict),
    tests("DomainTests", ["Domain"]),
    tests("ReadingTests", ["Reading"]),
    tests("ScreensTests", ["Domain", "Screens", "CSystem"], resources: ["Golden"]),
    tests("BFFTests", ["Domain", "BFF"]),
    tests("CardTests", ["Domain", "Card"]),
    tests("TrustTests", ["Domain", "Trust", "COpenSSL"], resources: ["Golden"]),
    tests("DatabaseTests", ["Domain", "Database"]),
    tests("ServingTests", ["Domain", "Serving"]),
    tests("JourneysTests", ["Domain", "Screens", "Journeys"]),
    tests("OperationsTests", ["Domain", "BFF", "Card", "Trust", "Operations", "Sandbox"]),
    tests("TerminalTests", ["Domain", "Screens", "Terminal"]),
    tests("SandboxTests", ["Domain", "Card", "Trust", "Serving", "Sandbox"]),
    tests("ContractTests", ["Domain", "BFF", "Card", "Trust", "Sandbox"], resources: ["Exchanges"]),
    tests("mynafrontTests", ["Domain", "Screens", "Reading", "Operations", "mynafront"]),
    tests("RehearsalTests", ["Rehearsal"]),
    tests("StoryTests", ["Domain", "Screens"], resources: ["Stories", "Trouble"]),
    // every reader of bytes from outside, with what it promises: for the fuzzer and for the tests
    .target(
      name: "FuzzReaders",
      dependencies: [
        "Domain", "Reading", "Screens", "BFF", "Card", "Trust", "Serving", "Journeys", "Operations", "Sandbox",
        "Terminal", "mynafront",
      ],
      path: "Fuzz/Readers", swiftSettings: strict),
    tests("FuzzTests", ["FuzzReaders", "mynafront"]),
  ] + (isFuzzing ? fuzzer : []),
  swiftLanguageModes: [.v6]
)
