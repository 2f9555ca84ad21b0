import Foundation
import Synchronization
import Testing

@testable import Email

struct SubmissionThreadsTests {
    /// How many are at work now, and how many were at most.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func enter() {
            state.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test func workThatFindsNoThreadInTimeNeverStarts() async {
        let threads = SubmissionThreads(limit: 1, waitingMax: 8)
        let gate = DispatchSemaphore(value: 0)
        let (atWork, signal) = AsyncStream<Void>.makeStream()
        let late = Gauge()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await threads.run(within: .seconds(60)) { _ in
                    signal.yield()
                    gate.wait()
                    return true
                } ?? false
            }
            for await _ in atWork { break }  // the only thread is taken
            let answer: Bool? = await threads.run(within: .milliseconds(50)) { _ in
                late.enter()
                return true
            }
            #expect(answer == nil)
            gate.signal()
            #expect(await group.next() == true)
        }
        #expect(late.most == 0)
    }

    @Test func aFullQueueSaysSoAtOnce() async {
        let threads = SubmissionThreads(limit: 1, waitingMax: 0)
        let answer: Bool? = await threads.run(within: .seconds(60)) { _ in true }
        #expect(answer == nil)
    }

    @Test func neverMoreThreadsThanTheLimit() async {
        let threads = SubmissionThreads(limit: 3, waitingMax: 100)
        let gauge = Gauge()
        await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    await threads.run(within: .seconds(60)) { _ in
                        gauge.enter()
                        gauge.leave()
                        return true
                    }
                }
            }
            for await done in group { #expect(done == true) }
        }
        #expect(gauge.most <= 3)
    }
}
