import Foundation
import PluginKit
import PluginTesting
import Receivables
import Testing

struct PluginValuesTests {
    @Test func everyValueSurvivesBeingWrittenAndRead() throws {
        func copy<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
            try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value
        }
        #expect(try copy(OutboundMessage.mail(references: ["<a@b>"])))
        #expect(try copy(OutboundMessage.call()))
        #expect(try copy(PlacementExportBatch.sample([.sample()])))
        let results: [DeliveryResult] = [
            .accepted(CarrierReceipt(reference: "4X1", words: "250 Ok", messageID: "<a@b>")), .prepared,
            .refused(fault: .address, detail: "no such mailbox"), .retry(after: .seconds(90), detail: "busy"),
            .inDoubt(detail: "no answer"),
        ]
        for result in results { #expect(try copy(result)) }
    }

    @Test(arguments: [(8_500, true), (8_501, false), (8_499, false), (-8_500, false)])
    func anItemizationProvesOnlyToTheCent(balance: Int64, isProved: Bool) {
        #expect(PlacementItemization.sample(balance: balance).isProved == isProved)
    }

    @Test func anItemizationOfTwoCurrenciesOrTooLargeProvesNothing() {
        let usd = PlacementItemization.sample()
        let mixed = PlacementItemization(
            kind: usd.kind, date: usd.date, amount: usd.amount, interest: .zero(.cad), fees: usd.fees,
            payments: usd.payments, credits: usd.credits, balance: usd.balance)
        #expect(!mixed.isProved)
        #expect(!PlacementItemization.sample(amount: .max, fees: 1).isProved)
    }

    @Test func aConnectionTestThatTriedNothingDidNotPass() {
        #expect(!ConnectionTest(steps: []).passed)
    }
}
