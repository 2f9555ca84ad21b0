import UnixSignals

/// Work that a person or the system may end before its time, and that has something to put away.
enum StopSignals {
    /// Runs `body` to its end; on the first SIGINT or SIGTERM it is cancelled, and waited for while it puts away what it
    /// made. Further signals change nothing.
    ///
    /// - Throws: `CancellationError` when it was stopped, whatever it threw then.
    static func ending<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask {
                for await _ in signals { return nil }
                return nil
            }
            group.addTask { try await body() }
            // The first to end is the signal or the work.
            guard let first = try await group.next() else { throw CancellationError() }
            group.cancelAll()
            if let first { return first }
            while !group.isEmpty {
                // It was told to stop; what it says about that is not its failure.
                _ = try? await group.next()
            }
            throw CancellationError()
        }
    }
}
