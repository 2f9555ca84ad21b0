import ArgumentParser
import Operations
import Receivables
import Store

/// An automatic payment that did not go through.
struct DeclinedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declined", abstract: "Record that an automatic payment was declined or came back.",
        discussion: """
            The customer is told what happened and when it is tried next, in place of the statement. An expired or \
            replaced card is not lateness: the ladder starts five days later. A payment of the bill, or a new card or \
            bank account (dunwell customer autopay-renewed), ends it.
            """)
    @OptionGroup var whose: MoneyArguments
    @Option(help: "Reference of the receivable it was for, where it is known.") var receivable: String?
    @Option(help: "Return or decline code, such as R01, R02, 51, 54 or expired_card.") var code: String
    @Option(help: "The day it was declined or came back, such as 2026-03-09.", transform: typedDay) var on: CalendarDate
    @Option(help: "The day it is tried again; left out when it is not.", transform: typedDay)
    var nextTry: CalendarDate?
    @Option(help: "Number of the try, such as the processor's own; the same again records nothing.")
    var reference: String

    private struct Shown: Encodable, Sendable {
        let customer: String
        @Offered var meaning: String
        let cause: String
        let isNew: Bool
        let nextTry: String?
        let note: String?
    }

    private static func note(
        _ done: RecordAutopayDecline.Recorded, _ told: RecordAutopayDecline.Failure
    ) -> String? {
        if done.isSettled { return "the bill is paid: nobody is written to" }
        guard let next = told.nextTryOn, done.nextTryOn == nil else { return nil }
        return "the customer is told of no next try: on \(next) the same again could not work"
    }

    func run() async throws {
        var failure = RecordAutopayDecline.Failure(
            customerReference: whose.customer, code: code, failedOn: on, reference: reference)
        failure.businessReference = whose.business
        failure.receivable = receivable
        failure.nextTryOn = nextTry
        let told = failure
        try await whose.act { host, tenant in
            let done = try await RecordAutopayDecline(store: host.store).record(told, for: tenant)
            return Shown(
                customer: told.customerReference, meaning: done.meaning, cause: done.cause,
                isNew: done.isNew, nextTry: done.nextTryOn.map { "\($0)" }, note: Self.note(done, told))
        }
    }
}
