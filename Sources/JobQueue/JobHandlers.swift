import Foundation
import Postgres

/// The handlers a worker knows, by kind. Filled once at start.
package struct JobHandlers: Sendable {
    enum Runner: Sendable {
        case local(@Sendable (JSONText, JobContext, Transaction) throws -> LocalOutcome)
        case send(SendRunner)
    }

    /// A `SendJob` whose types are forgotten.
    struct SendRunner: Sendable {
        let prepare: @Sendable (JSONText, JobContext, Transaction) throws -> Preparation<any Sendable>
        let talk: @Sendable (any Sendable, JobContext) async throws -> any Sendable
        let finish: @Sendable (any Sendable, JSONText, JobContext, Transaction) throws -> SendOutcome
        let recordDoubt: @Sendable (JSONText, JobContext, Transaction) throws -> Void
        let recordFailure: @Sendable (JSONText, JobContext, Transaction) throws -> Void
        let recordCancellation: @Sendable (JSONText, String, JobContext, Transaction) throws -> Void
    }

    struct Registration: Sendable {
        let runner: Runner
        let retryPolicy: RetryPolicy
        let timeLimit: Duration
    }

    private var registrations: [String: Registration] = [:]

    /// Knows no kind.
    package init() {}

    /// The kinds registered, in alphabetical order.
    package var kinds: [String] { registrations.keys.sorted() }

    subscript(kind: String) -> Registration? { registrations[kind] }

    /// Registers a local kind. Throws `JobQueueError.kindTwice`.
    package mutating func register<Handler: LocalJob>(_ handler: Handler) throws {
        try add(Handler.self, .local { try handler.perform(Self.decode(Handler.self, $0), $1, in: $2) })
    }

    /// Registers a sending kind. Throws `JobQueueError.kindTwice`.
    package mutating func register<Handler: SendJob>(_ handler: Handler) throws {
        let runner = SendRunner(
            prepare: { json, job, transaction in
                switch try handler.prepare(Self.decode(Handler.self, json), job, in: transaction) {
                case .talk(let intent): .talk(intent)
                case .skip: .skip
                case .snooze(let time): .snooze(time)
                case .cancel(let reason): .cancel(reason: reason)
                }
            },
            talk: { intent, job in try await handler.talk(intent as! Handler.Intent, job) },  // made by this prepare
            finish: { outcome, json, job, transaction in
                let outcome = outcome as! Handler.Outcome  // made by this talk
                return try handler.finish(outcome, Self.decode(Handler.self, json), job, in: transaction)
            },
            recordDoubt: { try handler.recordDoubt(Self.decode(Handler.self, $0), $1, in: $2) },
            recordFailure: { try handler.recordFailure(Self.decode(Handler.self, $0), $1, in: $2) },
            recordCancellation: {
                try handler.recordCancellation(Self.decode(Handler.self, $0), reason: $1, $2, in: $3)
            })
        try add(Handler.self, .send(runner))
    }

    /// Always refuses with `JobQueueError.batchNotBuilt`: the mode is reserved.
    package mutating func register<Handler: BatchJob>(_ handler: Handler) throws {
        throw JobQueueError.batchNotBuilt(kind: Handler.kind)
    }

    private mutating func add<Handler: JobHandler>(_ type: Handler.Type, _ runner: Runner) throws {
        guard registrations[Handler.kind] == nil else { throw JobQueueError.kindTwice(Handler.kind) }
        registrations[Handler.kind] = Registration(
            runner: runner, retryPolicy: Handler.retryPolicy, timeLimit: Handler.timeLimit)
    }

    private static func decode<Handler: JobHandler>(
        _ type: Handler.Type, _ json: JSONText
    ) throws -> Handler.Arguments {
        do {
            return try JSONDecoder().decode(Handler.Arguments.self, from: Data(json.text.utf8))
        } catch let error as DecodingError {
            throw JobQueueError.argumentsUnreadable(kind: Handler.kind, path: error.path)
        }
    }
}

extension DecodingError {
    /// The keys that lead to what does not fit, without any value.
    fileprivate var path: String {
        let keys: [any CodingKey]
        switch self {
        case .keyNotFound(let key, let context): keys = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            keys = context.codingPath
        @unknown default: keys = []
        }
        return keys.map(\.stringValue).joined(separator: ".")
    }
}
