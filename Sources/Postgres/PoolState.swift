import Synchronization

/// Who has which connection and who waits. Every change returns what the caller must then do.
struct PoolState {
    /// What a waiter is given.
    enum Grant: Sendable {
        case connection(PostgresConnection)
        /// The right to open a new one.
        case slot
    }

    typealias Waiter = CheckedContinuation<Grant, any Error>

    let maximum: Int
    private var idle: [PostgresConnection] = []
    private(set) var taken = 0
    private var waiters: [(id: UInt64, waiter: Waiter)] = []
    private var nextID: UInt64 = 0
    private(set) var isClosed = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(maximum: Int) { self.maximum = maximum }

    mutating func newID() -> UInt64 {
        nextID += 1
        return nextID
    }

    /// A connection or slot if one is free now and nobody waits longer.
    mutating func takeNow() throws -> Grant? {
        guard !isClosed else { throw PostgresError.poolClosed }
        guard waiters.isEmpty else { return nil }
        if let connection = idle.popLast() {
            taken += 1
            return .connection(connection)
        }
        guard taken < maximum else { return nil }
        taken += 1
        return .slot
    }

    mutating func wait(_ waiter: Waiter, id: UInt64) { waiters.append((id, waiter)) }

    /// Takes a waiter out, if it is still waiting.
    mutating func remove(id: UInt64) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return waiters.remove(at: index).waiter
    }

    /// Takes back a connection, or with `nil` the slot of one that was thrown away; returns who gets it next, and a
    /// connection to close.
    mutating func giveBack(_ connection: PostgresConnection?) -> (next: (Waiter, Grant)?, close: PostgresConnection?) {
        if !isClosed, !waiters.isEmpty {
            let waiter = waiters.removeFirst().waiter
            return ((waiter, connection.map { .connection($0) } ?? .slot), nil)
        }
        taken -= 1
        guard let connection else { return (nil, nil) }
        if isClosed { return (nil, connection) }
        idle.append(connection)
        return (nil, nil)
    }

    /// Refuses everything from now on; returns what to refuse and to close.
    mutating func close() -> (refuse: [Waiter], close: [PostgresConnection]) {
        isClosed = true
        defer {
            waiters = []
            idle = []
        }
        return (waiters.map(\.waiter), idle)
    }

    /// Remembers someone waiting for the last connection to come back; false when none is out.
    mutating func awaitEmpty(_ closer: CheckedContinuation<Void, Never>) -> Bool {
        guard taken > 0 else { return false }
        closers.append(closer)
        return true
    }

    mutating func closersToWake() -> [CheckedContinuation<Void, Never>] {
        guard isClosed, taken == 0 else { return [] }
        defer { closers = [] }
        return closers
    }
}
