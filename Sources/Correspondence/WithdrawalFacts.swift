package import Receivables

/// The end of a service. One date and one time; a second date needs a second notice. Source: starter policies §5.6.
package struct WithdrawalFacts: Hashable, Sendable, Codable {
    package var endsOn: CalendarDate
    /// Minutes after midnight, on the clock of the premises.
    package var endsAtMinute: Int
    /// The zone as the customer knows it: `Mountain Time`, `hora de la montaña`.
    package var zone: String
    /// Which services, as they stand in a sentence: `burglar monitoring`.
    package var services: String
    /// Where, on one line.
    package var premises: String
    /// Since when the amount has been open.
    package var owingSince: CalendarDate
    /// Whether the service guards life; unknown counts as yes.
    package var guardsLife: Bool
    /// Whether the authority was notified, with proof on file.
    package var authorityNotified: Bool
    /// What the agreement says remains owed, in whole sentences.
    package var stillOwed: String
    /// What happens with the equipment, in whole sentences.
    package var equipment: String
    package var sentOn: CalendarDate
    /// How it was sent, as it stands after "by": `first-class mail with a certificate of mailing`.
    package var sentBy: String
    /// Whether a person approved the withdrawal that this follows.
    package var isApproved: Bool
    /// The agency that gets the case, where one is used and the customer is told.
    package var agency: AgencyFacts?

    /// Makes the facts of the end of a service.
    package init(
        endsOn: CalendarDate, endsAtMinute: Int, zone: String, services: String, premises: String,
        owingSince: CalendarDate, guardsLife: Bool, authorityNotified: Bool, stillOwed: String, equipment: String,
        sentOn: CalendarDate, sentBy: String, isApproved: Bool, agency: AgencyFacts? = nil
    ) {
        self.endsOn = endsOn
        self.endsAtMinute = endsAtMinute
        self.zone = zone
        self.services = services
        self.premises = premises
        self.owingSince = owingSince
        self.guardsLife = guardsLife
        self.authorityNotified = authorityNotified
        self.stillOwed = stillOwed
        self.equipment = equipment
        self.sentOn = sentOn
        self.sentBy = sentBy
        self.isApproved = isApproved
        self.agency = agency
    }
}

/// Notice that an agency may write to an e-mail address. Source: 12 CFR 1006.6(d)(4)(ii).
package struct AgencyFacts: Hashable, Sendable, Codable {
    package var name: String
    /// The address it may use.
    package var email: String
    /// First day it may get the case.
    package var from: CalendarDate
    /// Last day to object to the address; at least 35 days after the notice.
    package var optOutBy: CalendarDate

    /// Makes the notice.
    package init(name: String, email: String, from: CalendarDate, optOutBy: CalendarDate) {
        self.name = name
        self.email = email
        self.from = from
        self.optOutBy = optOutBy
    }
}
