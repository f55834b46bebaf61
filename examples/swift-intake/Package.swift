// swift-tools-version:6.0
import PackageDescription

let package = Package(
    name: "swift-intake",
    dependencies: [.package(path: "../../bindings-mobile/swift")],
    targets: [
        .executableTarget(
            name: "Intake",
            dependencies: [.product(name: "Casegate", package: "swift")]
        )
    ]
)
