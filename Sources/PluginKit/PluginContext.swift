public import Foundation
public import Logging
public import Receivables

/// Everything a plugin is given beside the message: whose call it is, its settings, the time, a place for files.
///
/// There is no store in it, and nothing of another tenant.
public struct PluginContext: Sendable {
    /// Whose call this is.
    public let tenantID: Identifier<Tenant>
    /// For which of the tenant's businesses.
    public let businessID: Identifier<Business>
    /// Settings of this tenant for this plugin.
    public let configuration: PluginConfiguration
    /// The tenant's now. A plugin reads no clock: this is the `Date:` of a mail and the day of a letter.
    public let now: BusinessInstant
    /// The tenant's zone, in which `now` is written out.
    public let timeZone: TimeZone
    /// How long this call may take from its start. What is not done by then is abandoned and answered truthfully.
    public let deadline: Duration
    /// A directory of this tenant, business and plugin alone; it exists. Files go nowhere else.
    public let spoolDirectory: URL
    /// Whether a customer can open the links the host puts into messages. A message that goes out all the same holds a
    /// way to stop it that does not work. Always so for a test tenant, which writes to nobody but its testers.
    public let linksReachCustomers: Bool
    /// Carries tenant and plugin already. No names, addresses, numbers or message bodies go into it.
    public let logger: Logger

    /// Makes the context of one call.
    public init(
        tenantID: Identifier<Tenant>, businessID: Identifier<Business>, configuration: PluginConfiguration,
        now: BusinessInstant, timeZone: TimeZone, deadline: Duration, spoolDirectory: URL,
        linksReachCustomers: Bool = true,
        logger: Logger
    ) {
        self.tenantID = tenantID
        self.businessID = businessID
        self.configuration = configuration
        self.now = now
        self.timeZone = timeZone
        self.deadline = deadline
        self.spoolDirectory = spoolDirectory
        self.linksReachCustomers = linksReachCustomers
        self.logger = logger
    }

    /// The tenant's calendar day of `now`.
    public var today: CalendarDate { now.day(in: timeZone) }
}

/// What trying a configuration against the carrier showed.
public struct ConnectionTest: Hashable, Sendable, Codable {
    /// One thing that was tried, in order.
    public struct Step: Hashable, Sendable, Codable {
        /// What was tried, such as `sign in`.
        public let name: String
        /// Whether it went well.
        public let passed: Bool
        /// What the other side answered, or what was found; no secret in it.
        public let words: String

        /// Records one step.
        public init(name: String, passed: Bool, words: String) {
            self.name = name
            self.passed = passed
            self.words = words
        }
    }

    /// What was tried, in order; the first that failed is the last.
    public let steps: [Step]
    /// What to change; `nil` when everything passed.
    public let fix: String?

    /// Records a test.
    public init(steps: [Step], fix: String? = nil) {
        self.steps = steps
        self.fix = fix
    }

    /// Whether the plugin may be enabled: something was tried and nothing failed.
    public var passed: Bool { !steps.isEmpty && steps.allSatisfy(\.passed) }
}
