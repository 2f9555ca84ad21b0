import PluginKit
import Receivables
import Store

extension DayItem {
    /// What keeps a muted tenant from sending, in the order in which it works: each command does what it says once those
    /// above it have run. Empty for a tenant that may send.
    static func firstSteps(
        _ day: TenantDay, _ slug: String, _ registry: PluginRegistry, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        guard day.isMuted else { return [] }
        let unmute = DayItem(
            .unmute, why: "the tenant is muted: nothing leaves before it may send again",
            command: "dunwell tenant unmute --tenant \(slug)")
        guard !day.tenant.dryRunSeen else { return [unmute] }
        func step(_ why: String, _ command: String) -> DayItem {
            DayItem(.setUp, why: why, command: "\(command) --tenant \(slug)")
        }
        var steps: [DayItem] = []
        if day.businesses.isEmpty {
            steps.append(
                step(
                    "the tenant has no business yet: in its name everything goes out",
                    "dunwell tenant business add main --legal-name '<registered name>' --address '<street>' "
                        + "'<city, state, ZIP>' --phone '<number>' --phone-hours '<1-5 09:00-17:00>' "
                        + "--from-email '<address>'"))
        }
        let bare = day.businesses.values.filter { $0.defaultPolicyVersion == nil }.map(\.reference).sorted()
        if !bare.isEmpty || day.businesses.isEmpty {
            for kind in channels(day, registry) {
                if day.pluginsTestedAt[kind] == nil {
                    steps.append(
                        step("\(kind) was not tried yet: its settings are tried first", "dunwell plugin test \(kind)"))
                }
                steps.append(
                    step(
                        "\(kind) is not switched on: without the channels of a policy it cannot be published",
                        "dunwell plugin enable \(kind)"))
            }
        }
        for business in day.businesses.isEmpty ? ["main"] : bare {
            let own = day.businesses.count > 1 ? " --business \(business)" : ""
            steps.append(
                step(
                    "no policy says what \(business) sends when: a starter, or one of your own",
                    "dunwell policy publish '<file>'\(own)"))
        }
        if try tx.customers(after: nil, limit: 1).isEmpty {
            steps.append(
                step(
                    "no customer was imported yet; with --dry-run the file is only looked at",
                    "dunwell import customers '<file>' --mapping '<mapping>'"))
        }
        if try tx.caseCounts().all == 0 {
            steps.append(
                step(
                    "nothing that is owed was imported yet: a list of what is open, or receivables and payments",
                    "dunwell import open-items '<file>' --mapping '<mapping>'"))
        }
        steps.append(
            step("nobody has looked at what would leave: nothing does before", "dunwell run --dry-run"))
        return steps + [unmute]
    }

    /// Kinds of the plugins a starter policy sends through that are not switched on.
    private static func channels(_ day: TenantDay, _ registry: PluginRegistry) -> [String] {
        registry.manifests.filter { manifest in
            guard !day.enabledPlugins.contains(manifest.kind) else { return false }
            return switch manifest.role {
            case .contactChannel(let medium): medium != .text
            case .placementExporter: true
            case .paymentPlanProvider: false
            }
        }.map(\.kind).sorted()
    }
}
