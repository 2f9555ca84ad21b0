import Foundation
package import Receivables

/// A job to be enqueued.
package struct NewJob: Sendable {
    /// How long a unique key binds.
    package enum UniqueScope: String, Sendable {
        /// As long as the row is kept: a second job with the key is never made.
        case once
        /// Until a worker claims the job: later news makes a new job, so that none is missed by one already reading.
        case whileWaiting = "while-waiting"
    }

    /// At most one job of a kind and tenant holds a key. The key is made by the caller and holds ids only.
    package struct UniqueKey: Hashable, Sendable {
        package let key: String
        package let scope: UniqueScope

        /// A key of 1 to 300 characters.
        package init(_ key: String, _ scope: UniqueScope = .once) {
            precondition((1...300).contains(key.unicodeScalars.count), "a unique key has 1 to 300 characters")
            self.key = key
            self.scope = scope
        }
    }

    /// Most bytes of encoded arguments.
    package static let argumentBytesMax = 16_384

    package let kind: String
    package let mode: JobMode
    /// `nil` for work of the platform itself.
    package let tenantID: Identifier<Tenant>?
    package let queue: String
    package let priority: JobPriority
    package let attemptsMax: Int
    /// The plugin the job will talk through, so that it can be paused.
    package let plugin: String?
    package let time: JobTime
    package let unique: UniqueKey?
    let argumentsJSON: String

    /// Makes a job for `handler`, encoding its arguments.
    ///
    /// Throws `JobQueueError.argumentsTooLarge` or `.argumentsNotAnObject`.
    package init<Handler: JobHandler>(
        _ handler: Handler.Type, _ arguments: Handler.Arguments, tenant: Identifier<Tenant>?, at time: JobTime = .now,
        unique: UniqueKey? = nil, priority: JobPriority = .normal, plugin: String? = nil, queue: String = "default"
    ) throws {
        kind = Handler.kind
        mode = Handler.mode
        tenantID = tenant
        self.queue = queue
        self.priority = priority
        attemptsMax = Handler.retryPolicy.attemptsMax
        self.plugin = plugin
        self.time = time
        self.unique = unique
        argumentsJSON = try Self.encode(arguments, kind: Handler.kind)
    }

    /// A job whose arguments are stored already, as a schedule's are.
    init(
        kind: String, mode: JobMode, tenantID: Identifier<Tenant>?, queue: String, attemptsMax: Int,
        argumentsJSON: String, time: JobTime, unique: UniqueKey?
    ) {
        self.kind = kind
        self.mode = mode
        self.tenantID = tenantID
        self.queue = queue
        priority = .normal
        self.attemptsMax = attemptsMax
        plugin = nil
        self.time = time
        self.unique = unique
        self.argumentsJSON = argumentsJSON
    }

    static func encode(_ arguments: some Encodable, kind: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(arguments)
        guard data.count <= argumentBytesMax else {
            throw JobQueueError.argumentsTooLarge(kind: kind, bytes: data.count, limit: argumentBytesMax)
        }
        guard data.first == UInt8(ascii: "{") else { throw JobQueueError.argumentsNotAnObject(kind: kind) }
        return String(decoding: data, as: UTF8.self)
    }
}

/// What became of one `NewJob`.
package struct EnqueuedJob: Hashable, Sendable {
    package let id: JobID
    /// `false` when a job with the same unique key was there already; `id` is that job's.
    package let isNew: Bool
}
