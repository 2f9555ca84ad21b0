import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import PlacementCSV

struct PlacementReviewTests {
    /// A change to a sound record, and the words its refusal must hold.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let reason: String
        let change: @Sendable (inout PlacementRecord) -> Void
        var testDescription: String { reason }
    }

    private func reasons(_ record: PlacementRecord) -> [String] {
        PlacementReview(record: record, batch: .sample([record])).reasons
    }

    @Test func aSoundRecordHasNoReasonAgainstIt() {
        #expect(reasons(.sample()) == [])
    }

    @Test(arguments: [
        Flaw(reason: "account_ref is missing") { $0.accountRef = "" },
        Flaw(reason: "first is missing") { $0.party.first = nil },
        Flaw(reason: "last is missing") { $0.party.last = "" },
        Flaw(reason: "business_name is missing") { $0.party.kind = .business },
        Flaw(reason: "ssn_last4 is not four digits") { $0.party.socialSecurityLastFour = "123-45-6789" },
        Flaw(reason: "mailing address is missing") { $0.mailingAddress = nil },
        Flaw(reason: "zip is not 5") { $0.mailingAddress?.zip = "2134" },
        Flaw(reason: "state is not two") { $0.mailingAddress?.state = "Mass." },
        Flaw(reason: "creditor_name is missing") { $0.creditor.name = "" },
        Flaw(reason: "first_delinquency is missing") { $0.dates.firstDelinquency = nil },
        Flaw(reason: "belong together") { $0.lastPaymentAmount = nil },
        Flaw(reason: "does not prove") { $0.itemization = .sample(balance: 8_499) },
        Flaw(reason: "in the future") {
            $0.itemization = .sample(date: "2026-11-24")
            $0.dates.lastStatement = $0.itemization.date
        },
        Flaw(reason: "differs from the last-statement date") { $0.dates.lastStatement = .fixtureDay },
        Flaw(reason: "is negative") { $0.itemization = .sample(fees: -500, balance: 7_500) },
        Flaw(reason: "balance is zero") { $0.itemization = .sample(payments: 10_500, balance: 0) },
        Flaw(reason: "not in USD") { $0.itemization = .sample(currency: .cad) },
        Flaw(reason: "paid or settled") { $0.restrictions.paidOrSettled = true },
        Flaw(reason: "attorney_name is missing") { $0.restrictions.holds = [.attorney] },
        Flaw(reason: "line break") { $0.restrictions.disputeText = "I never\nordered it" },
        Flaw(reason: "line break") { $0.accountRef = "NW\u{0}1" },
    ])
    func eachFlawIsNamed(flaw: Flaw) {
        let found = reasons(.sample(change: flaw.change))
        #expect(found.count == 1 && found[0].contains(flaw.reason), "\(found)")
        #expect(!found.joined().contains("Stone"))
    }

    @Test(arguments: HoldReason.allCases)
    func onlyHoldsThatTellTheAgencyHowToProceedTravel(hold: HoldReason) {
        let record = PlacementRecord.sample {
            $0.restrictions.holds = [hold]
            $0.restrictions.attorneyName = "Dana Reyes"
        }
        #expect(reasons(record).isEmpty == [.attorney, .cease, .refusal].contains(hold))
    }

    @Test func everyFlawOfARecordIsNamedAtOnce() {
        let record = PlacementRecord.sample {
            $0.party.last = nil
            $0.mailingAddress?.zip = ""
            $0.restrictions.holds = [.deceased, .bankruptcy]
        }
        #expect(reasons(record).count == 4)
    }

    @Test func theLastDayCountsForTheItemizationDate() {
        #expect(reasons(.sample(itemization: .sample(date: "2026-11-23"))) == [])
    }
}
