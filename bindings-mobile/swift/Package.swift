// swift-tools-version:6.0
import PackageDescription

let package = Package(
    name: "Casegate",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Casegate", targets: ["Casegate"])],
    targets: [
        // In an app this is a binary target, the XCFramework (see README.md). Here it is the library that cargo built.
        .systemLibrary(name: "CasegateFFI", path: "Sources/CasegateFFI"),
        .target(
            name: "Casegate",
            dependencies: ["CasegateFFI"],
            resources: [.process("PrivacyInfo.xcprivacy")],
            linkerSettings: [.linkedLibrary("casegate")]
        ),
    ]
)
