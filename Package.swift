// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles under the same rules: existential types say `any`, imports are internal unless written
/// otherwise, and a member is visible only where its module is imported.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [], path: String? = nil,
    hasReadMe: Bool = false
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path, exclude: hasReadMe ? ["README.md"] : [],
        resources: resources, swiftSettings: strict)
}

/// A plugin lives in `Plugins/<Name>`; SwiftPM looks there on its own only for build plugins.
func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    module(name, ["PluginKit", "Receivables"] + dependencies, path: "Plugins/\(name)", hasReadMe: true)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
        swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

// From the top down: a module imports only modules below it. `scripts/check` holds this order.
let package = Package(
    name: "dunwell",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "dunwell", targets: ["Dunwell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "Dunwell",
            dependencies: [
                "Web", "Operations", "LocalPostgres", "Store", "JobQueue", "Treatment", "Compliance", "PluginKit",
                "Correspondence", "Documents", "Tabular", "Sealing", "Ledger", "Receivables", "Postgres", "Email",
                "PostalMail", "PhoneLog", "PlacementCSV", "Installments", arguments, logging, serviceLifecycle,
                unixSignals,
            ],
            exclude: ["JSON.md"], resources: [.copy("Demo")], swiftSettings: strict),
        module(
            "Web",
            [
                "Operations", "Sealing", "Receivables", hummingbird, hummingbirdCore, httpTypes, nioCore, logging,
            ]),
        module(
            "Operations",
            [
                "Store", "JobQueue", "Treatment", "Compliance", "PluginKit", "Correspondence", "Documents", "Tabular",
                "Sealing", "Ledger", "Receivables", "Postgres", logging, yams,
            ]),
        module("LocalPostgres", ["Postgres", logging], resources: [.copy("Resources")]),
        module(
            "Store", ["JobQueue", "Treatment", "Compliance", "Ledger", "Sealing", "Receivables", "Postgres", logging],
            resources: [.copy("Migrations")]),
        module("JobQueue", ["Receivables", "Postgres", logging, serviceLifecycle], hasReadMe: true),
        module("Treatment", ["Receivables", yams], resources: [.copy("Policies")]),
        module("Compliance", ["Receivables"]),
        module("PluginKit", ["Receivables", logging]),
        module("Correspondence", ["Receivables", mustache], resources: [.copy("Templates")]),
        module("Documents", ["Receivables", "CPangoCairo"]),
        module("Tabular", ["Receivables", "CTabular", yams], resources: [.copy("Mappings")]),
        module("Sealing", ["Receivables", "CSodium"]),
        module("Ledger", ["Receivables"]),
        module("Receivables", resources: [.copy("Tables")]),
        module("Postgres", ["CPostgres", logging]),

        plugin("Email", ["Correspondence", "Documents", "CGMime", "CCurl", logging]),
        plugin("PostalMail", ["Correspondence", "Documents", logging]),
        plugin("PhoneLog", ["Correspondence", logging]),
        plugin("PlacementCSV", ["Tabular", "CSodium", logging]),
        plugin("Installments", ["Correspondence"]),

        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "CTabular", pkgConfig: "uchardet", providers: [.apt(["libcsv-dev", "libuchardet-dev"])]),
        .systemLibrary(
            name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),

        .target(
            name: "DatabaseTesting", dependencies: ["LocalPostgres", "Store", "JobQueue", "Postgres", logging],
            path: "Tests/Support/DatabaseTesting", swiftSettings: strict),
        .target(
            name: "PluginTesting", dependencies: ["PluginKit", "Receivables", logging],
            path: "Tests/Support/PluginTesting", swiftSettings: strict),
        .target(
            name: "MailTesting", path: "Tests/Support/MailTesting", resources: [.copy("Fixtures")],
            swiftSettings: strict),

        tests(
            "Dunwell",
            [
                "Web", "LocalPostgres", "Operations", "JobQueue", "PluginKit", "Correspondence", "Documents", "Tabular",
                "Store", "Treatment", "Sealing", "Ledger", "Receivables", "Postgres", arguments,
            ]),
        tests("Web", ["Receivables", hummingbirdTesting, hummingbird, httpTypes, nioCore, logging]),
        tests(
            "Operations",
            [
                "DatabaseTesting", "PluginTesting", "Store", "JobQueue", "Treatment", "Compliance", "PluginKit",
                "Correspondence", "Documents", "Tabular", "Sealing", "Ledger", "Receivables", "Postgres", "Email",
                "PostalMail", "PhoneLog", "PlacementCSV", "Installments", logging,
            ]),
        tests("LocalPostgres", ["DatabaseTesting", "Postgres"]),
        tests("Store", ["DatabaseTesting", "LocalPostgres", "Treatment", "Ledger", "Receivables", "Postgres"]),
        tests("JobQueue", ["DatabaseTesting", "Receivables", "Postgres"]),
        tests("Treatment", ["Receivables"]),
        tests("Compliance", ["Receivables"]),
        tests("PluginKit", ["PluginTesting", "Receivables"]),
        tests("Correspondence", ["Receivables"]),
        tests("Documents", ["Receivables"]),
        tests("Tabular", ["Receivables"]),
        tests("Sealing", ["Receivables"]),
        tests("Ledger", ["Receivables"]),
        tests("Receivables"),
        tests("Postgres", ["DatabaseTesting", logging]),
        tests("Email", ["MailTesting", "PluginTesting", "PluginKit", "Receivables", "CCurl"]),
        tests("PostalMail", ["PluginTesting", "PluginKit", "Receivables", "Documents"]),
        tests("PhoneLog", ["PluginTesting", "PluginKit", "Receivables"]),
        tests("PlacementCSV", ["PluginTesting", "PluginKit", "Receivables"]),
        tests("Installments", ["PluginTesting", "PluginKit", "Receivables"]),
        // The program itself, run as a process of its own.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Dunwell", "DatabaseTesting", "MailTesting", "LocalPostgres", "Store", "Treatment", "Postgres",
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
