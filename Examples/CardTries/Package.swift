// swift-tools-version: 6.2
// A program of somebody else that uses the library `Card`. `make examples` builds it.
import PackageDescription

let package = Package(
  name: "CardTries",
  dependencies: [.package(name: "mynafront", path: "../..")],
  targets: [
    .executableTarget(
      name: "CardTries",
      dependencies: [.product(name: "Card", package: "mynafront")],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
