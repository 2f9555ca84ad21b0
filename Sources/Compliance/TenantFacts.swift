package import Foundation
package import Receivables

/// What the gate needs to know of the tenant.
package struct TenantFacts: Hashable, Sendable {
    /// Whether everything outbound is switched off: a new tenant, a restored copy, an emergency stop.
    package var isMuted: Bool
    /// The day the payments known to Dunwell reach to; `nil` when nobody has said, which counts as stale.
    package var dataFreshAsOf: CalendarDate?
    /// Business days the payments may be old.
    package var freshLimitBusinessDays: Int
    package var calendar: BusinessCalendar
    package var timeZone: TimeZone

    package init(
        isMuted: Bool, dataFreshAsOf: CalendarDate?, freshLimitBusinessDays: Int = 3,
        calendar: BusinessCalendar = .standard, timeZone: TimeZone
    ) {
        self.isMuted = isMuted
        self.dataFreshAsOf = dataFreshAsOf
        self.freshLimitBusinessDays = freshLimitBusinessDays
        self.calendar = calendar
        self.timeZone = timeZone
    }
}

/// Limits a policy sets for itself. Looser values than the pack's have no effect.
/// Source: starter policies §1.2.6, bounds §6.
package struct ContactCaps: Hashable, Sendable, Codable {
    /// Messages and conversations of any channel in 7 days.
    package var contactsPerWeek: Int
    /// Call attempts in 7 days.
    package var callsPerWeek: Int
    /// Voicemails in 7 days.
    package var voicemailsPerWeek: Int
    /// Days from one outbound message to the next.
    package var daysBetweenMessages: Int

    package init(contactsPerWeek: Int, callsPerWeek: Int, voicemailsPerWeek: Int, daysBetweenMessages: Int) {
        self.contactsPerWeek = contactsPerWeek
        self.callsPerWeek = callsPerWeek
        self.voicemailsPerWeek = voicemailsPerWeek
        self.daysBetweenMessages = daysBetweenMessages
    }

    /// The defaults of the starter policies.
    package static let starter = ContactCaps(
        contactsPerWeek: 2, callsPerWeek: 3, voicemailsPerWeek: 1, daysBetweenMessages: 2)
}
