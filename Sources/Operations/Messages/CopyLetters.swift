package import JobQueue
import PluginKit
package import Postgres
package import Receivables
import Store
import Treatment

/// Sends the copies of letters that were mailed, by the medium their step names. A copy says that a letter goes by post,
/// so that it leaves once the mailing is confirmed and never before.
///
/// It is the same message: no distance and no limit counts it beside its letter.
package struct CopyLetters: LocalJob {
    package struct Arguments: Codable, Sendable {
        package let batch: Identifier<MailBatch>
    }

    package static let kind = "copy-letters"

    /// What stands after a step's key in the copy's.
    static let suffix = "-copy"

    let desk: DeliveryDesk

    package init(desk: DeliveryDesk) { self.desk = desk }

    /// Asks for the copies of a batch that was just mailed.
    static func enqueue(_ batch: Identifier<MailBatch>, in tx: TenantTransaction) throws {
        let job = try NewJob(
            CopyLetters.self, Arguments(batch: batch), tenant: tx.tenantID, unique: .init("copy-letters:\(batch)"))
        _ = try tx.connection.enqueue([job])  // one job for a batch, whoever asks
    }

    package func perform(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> LocalOutcome {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let day = try TenantDay(tx)
        let letters = try tx.attempts(inBatch: arguments.batch).filter { $0.state == .sent }
        let channels = LiveChannels(registry: desk.registry, enabled: day.enabledPlugins)
        for start in stride(from: 0, to: letters.count, by: 500) {
            let chunk = letters[start..<min(start + 500, letters.count)]
            let facts = try tx.caseFacts(Array(Set(chunk.map(\.caseID))), today: day.moment.today)
            let library = try PolicyLibrary(Set(chunk.compactMap(\.policyVersion)), in: tx)
            let readings = Dictionary(
                uniqueKeysWithValues: facts.map {
                    ($0.id, CaseReading($0, day: day, liveMedia: channels.media))
                })
            let copies = chunk.compactMap { letter -> PlannedAttempt? in
                guard let copy = library.policy(letter.policyVersion)?.step(letter.stepKey)?.copy,
                    copy != letter.medium,
                    let reading = readings[letter.caseID], let kind = channels.kind(for: copy),
                    let point = reading.contactPoint(for: copy)
                else { return nil }
                return PlannedAttempt(
                    copyOf: letter, by: copy, plugin: kind, to: point.id, on: day.moment.today)
            }
            try tx.planToSend(copies, day)
        }
        return .done
    }
}

extension TenantTransaction {
    /// Adds attempts and hands each on to its sending, on its day when that lies ahead; one that is there already is left
    /// out.
    ///
    /// - Returns: Those that were added.
    @discardableResult
    func planToSend(_ attempts: [PlannedAttempt], _ day: TenantDay) throws -> Set<Identifier<ContactAttempt>> {
        let new = try plan(attempts)
        let jobs = try attempts.filter { new.contains($0.id) }.map { attempt in
            let waits = day.moment.today < attempt.plannedOn
            let morning = attempt.plannedOn.instant(minuteOfDay: 0, in: day.moment.zone)
            return try NewJob(
                SendContact.self, SendContact.Arguments(attempt: attempt.id), tenant: tenantID,
                at: waits ? .business(morning, offset: day.tenant.offset) : .now,
                unique: .init("send-contact:\(attempt.id)"), plugin: attempt.pluginKind)
        }
        _ = try connection.enqueue(jobs)  // the ids are not needed: an attempt names its job's unique key
        return new
    }
}

extension TenantDay {
    /// The first day from today on which something may leave by a medium: letters go on business days.
    /// Source: starter policies §1.2 rule 10.
    func firstDay(by medium: ContactMedium) -> CalendarDate {
        medium == .post ? calendar.businessDay(onOrAfter: moment.today) : moment.today
    }
}

extension PlannedAttempt {
    fileprivate init?(
        copyOf letter: AttemptRecord, by medium: ContactMedium, plugin: String, to point: Identifier<ContactPoint>,
        on today: CalendarDate
    ) {
        guard let version = letter.policyVersion else { return nil }
        self.init(
            id: Identifier(), caseID: letter.caseID, customerID: letter.customerID, businessID: letter.businessID,
            policyVersion: version, stepKey: letter.stepKey + CopyLetters.suffix, cycle: letter.cycle,
            ordinal: letter.ordinal, medium: medium, pluginKind: plugin, contactPoint: point, plannedOn: today,
            dueSince: today, lapsesAfter: nil, attemptsMax: nil, language: letter.language, tone: letter.tone,
            templateKey: letter.templateKey)
    }
}

extension AttemptRecord {
    /// The step whose letter this e-mail copies; `nil` for a message of its own.
    var copiedStep: String? {
        stepKey.hasSuffix(CopyLetters.suffix) && medium != .post
            ? String(stepKey.dropLast(CopyLetters.suffix.count)) : nil
    }
}
