import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Tenants, their clocks and the trading names under them.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Tenants, their clocks and their businesses.",
        subcommands: [
            Create.self, List.self, Show.self, Edit.self, Clock.self, Mute.self, Unmute.self, BusinessCommand.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a tenant. It stays muted until a dry run was looked at.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Short name in commands and files, such as northwind.") var slug: String
        @Option(help: "Name for people.") var name: String
        @Option(help: "IANA time zone; the tenant's today is the day there.") var timeZone = "America/New_York"
        @Flag(help: "A test tenant, whose clock can be moved.") var test = false

        func run() async throws {
            try await common.withHost { host in
                let made = try await OnboardTenant(store: host.store)
                    .create(slug: slug, name: name, timeZone: timeZone, isTest: test)
                try common.output.object(made)
                common.output.message(
                    "next: `dunwell tenant business add --help`; the tenant is muted until a dry run was looked at"
                )
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tenants.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.withHost { host in
                let tenants = try await host.store.withoutTenantScope(reason: "the list of all tenants") {
                    try $0.tenants(limit: 10_000)
                }
                let now = try await host.serverNow()
                var rounds = TenantRounds()
                var rows: [[TableCell]] = []
                for tenant in tenants {
                    let today = try await rounds.visit(tenant) { try tenant.moment(at: now).today }
                    rows.append([
                        .text(tenant.slug), .text(tenant.name), .text(tenant.timeZoneName), .day(today),
                        .flag(tenant.isTest), .flag(tenant.isMuted),
                    ])
                }
                try common.output.table(
                    ["Tenant", "Name", "Zone", "Today", "Test", "Muted"], rows,
                    empty: "no tenant yet: `dunwell tenant create --help`")
                try rounds.finish()
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a tenant and its businesses.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        private struct Shown: Encodable {
            let id: String
            let tenant: String
            let name: String
            let timeZone: String
            let isTest: Bool
            let isMuted: Bool
            let dryRunSeen: Bool
            let freshDataLimitDays: Int
            /// Bands of the aging, such as `1-14,15-29,30+`.
            let aging: String
            /// The tenant's own moment, in its zone.
            let now: String
            let today: CalendarDate
            /// How far a test tenant's clock is ahead of the machines', in whole seconds; for programs.
            let clockAheadSeconds: Int64?
            /// The same in words; for readers.
            let clock: String?
            let businesses: [BusinessRecord]
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let moment = try record.moment(at: try await host.serverNow())
                let businesses = try await host.store.transaction(for: record.id) { try $0.businesses() }
                let shown = Shown(
                    id: "\(record.id)", tenant: record.slug, name: record.name, timeZone: record.timeZoneName,
                    isTest: record.isTest, isMuted: record.isMuted, dryRunSeen: record.dryRunSeen,
                    freshDataLimitDays: record.freshDataLimitDays, aging: record.aging.text,
                    now: common.json
                        ? LocalTime.iso(moment.now, in: moment.zone) : LocalTime.text(moment.now, in: moment.zone),
                    today: moment.today, clockAheadSeconds: common.json ? record.offset.microseconds / 1_000_000 : nil,
                    clock: common.json ? nil : LocalTime.ahead(seconds: record.offset.microseconds / 1_000_000),
                    businesses: businesses)
                try common.output.object(shown)
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what a tenant has set for itself.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Bands of every aging, as 1-14,15-29,30-59,60-89,90+ or by first days as 1,15,30,60,90.")
        var aging: String

        func run() async throws {
            guard let bands = AgingBuckets(aging) else {
                throw ValidationError("--aging takes up to 20 ascending bands from 1 on, as 1-14,15-29,30+ or 1,15,30")
            }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await EditTenant(store: host.store).setAging(bands, for: record.id)
                try common.output.object(["tenant": tenant, "aging": bands.text])
            }
        }
    }

    struct Clock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show or move a test tenant's clock. Moving it back sends nothing twice.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Move to this day.") var to: CalendarDate?
        @Option(help: "Time of that day in the tenant's zone (default: 09:00).") var at: String?
        @Option(parsing: .unconditional, help: "Move by so many days; negative goes back.") var days: Int?
        @Flag(help: "Back to the machines' own time.") var real = false

        func validate() throws {
            let ways = [to != nil, days != nil, real].count { $0 }
            if ways > 1 { throw ValidationError("say only one of --to, --days and --real") }
            guard at == nil || to != nil else { throw ValidationError("--at is a time of the day named with --to") }
            _ = try minute()  // only whether it can be read
            guard days.map({ (-MoveClock.daysMax...MoveClock.daysMax).contains($0) }) ?? true else {
                throw ValidationError("--days goes from -\(MoveClock.daysMax) to \(MoveClock.daysMax)")
            }
        }

        private func minute() throws -> Int { try minuteOfDay(at ?? "09:00") }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let destination: MoveClock.Destination
                if let to {
                    destination = .moment(to, minuteOfDay: try minute())
                } else if let days {
                    destination = .by(seconds: Int64(days) * 86_400)
                } else if real {
                    destination = .real
                } else {
                    let moment = try record.moment(at: try await host.serverNow())
                    return try show(moment, moved: nil)
                }
                let result = try await MoveClock(store: host.store).move(record.id, to: destination)
                try show(result.moment, moved: result.movedJobs)
            }
        }

        private struct Shown: Encodable {
            let today: String
            let time: String
            /// Left out when the clock was only looked at.
            let movedJobs: Int?
        }

        private func show(_ moment: TenantMoment, moved: Int?) throws {
            let minute = moment.now.minuteOfDay(in: moment.zone)
            let digits = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            try common.output.object(
                Shown(today: "\(moment.today)", time: digits.joined(separator: ":"), movedJobs: moved))
        }
    }

    /// Whether a tenant may send.
    private struct Standing: Encodable {
        let tenant: String
        let isMuted: Bool
    }

    struct Mute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop everything from the next send on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await MuteTenant(store: host.store).mute(record.id, reason: reason)
                if common.json { try common.output.object(Standing(tenant: tenant, isMuted: true)) }
                common.output.message("\(tenant) is muted: nothing leaves")
            }
        }
    }

    struct Unmute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let the tenant send, once a dry run was looked at.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await MuteTenant(store: host.store).unmute(record.id)
                if common.json { try common.output.object(Standing(tenant: tenant, isMuted: false)) }
                common.output.message("\(tenant) may send")
            }
        }
    }

    struct BusinessCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "business", abstract: "Trading names under a tenant.", subcommands: [Add.self])
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a business under a tenant.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Short name, such as main.") var reference: String
        @Option(help: "Registered name, under which messages go out.") var legalName: String
        @Option(help: "Name the customers know (default: the registered one).") var brand: String?
        @Option(parsing: .upToNextOption, help: "Postal address, one argument a line.") var address: [String]
        @Option(help: "Telephone number a person answers.") var phone: String
        @Option(help: "When a person answers, as 1-5 09:00-17:00 with Monday as 1; several with ; between.")
        var phoneHours: String
        @Option(help: "Sender of e-mails.") var fromEmail: String
        @Option(help: "Where answers go (default: the sender).") var replyEmail: String?
        @Option(help: "Where customers pay online.") var payURL: String?
        @Option(
            parsing: .upToNextOption,
            help: "Where cheques go, one argument a line (default: the registered name and the address).")
        var remittance: [String] = []
        @Option(help: "Brand colour.") var color = "#1f4e79"
        @Flag(help: "Dunwell sends the bills themselves.") var billsHere = false

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let business = BusinessRecord(
                    id: Identifier(), reference: reference, legalName: legalName, brandName: brand ?? legalName,
                    addressLines: address, phone: PhoneNumber(phone)?.e164 ?? phone, phoneHours: phoneHours,
                    fromEmail: fromEmail, replyEmail: replyEmail ?? fromEmail, payURL: payURL,
                    remittanceLines: remittance.isEmpty
                        ? OnboardTenant.remittance(legalName: legalName, address: address) : remittance,
                    brandColor: color, billsHere: billsHere)
                try await OnboardTenant(store: host.store).addBusiness(business, to: record.id)
                if common.json { try common.output.object(["tenant": tenant, "business": reference]) }
                common.output.message("business \(reference) added")
            }
        }
    }
}
