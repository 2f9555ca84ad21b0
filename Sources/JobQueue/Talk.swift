/// Runs a talk and cancels it in time: at its own limit, before the lease ends, or when the host must stop.
struct Talk: Sendable {
    let job: ClaimedJob
    let state: WorkerState
    let margin: Duration

    /// How often the end of the lease is looked at; a renewal moves it.
    private static let tick = Duration.milliseconds(200)

    /// What the talk answered or threw; the talk has ended when this returns.
    func run(
        _ talk: @escaping @Sendable (any Sendable, JobContext) async throws -> any Sendable, _ intent: any Sendable,
        _ context: JobContext
    ) async throws -> any Sendable {
        try await withThrowingTaskGroup(of: (any Sendable)?.self) { group in
            group.addTask { try await talk(intent, context) }
            group.addTask {
                while true {
                    let end = min(state.talkEnds(job, margin: margin), context.deadline)
                    let now = ContinuousClock.now
                    if end <= now { return nil }
                    // Cancelled when the talk is over.
                    do { try await Task.sleep(until: min(end, now + Self.tick)) } catch { return nil }
                }
            }
            defer { group.cancelAll() }
            // The first to end is the talk, or the watch over it; then the talk is cancelled and awaited.
            while let ended = try await group.next() {
                if let outcome = ended { return outcome }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
