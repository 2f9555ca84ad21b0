import Foundation
import Synchronization
import Testing

@testable import Email

struct SubmissionThreadsTests {
    @Test func workThatFindsNoThreadInTimeNeverStarts() async {
        let threads = SubmissionThreads(limit: 1, waitingMax: 8)
        let gate = DispatchSemaphore(value: 0)
        let started = Mutex(false)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await threads.run(within: .seconds(60)) { _ in
                    gate.wait()
                    return true
                } ?? false
            }
            let late = await threads.run(within: .milliseconds(50)) { _ in started.withLock { $0 = true } }
            // Whichever came first holds the only thread; the other one waits for it.
            if late == nil { #expect(!started.withLock { $0 }) }
            gate.signal()
            #expect(await group.next() == true)
        }
    }

    @Test func aFullQueueSaysSoAtOnce() async {
        let threads = SubmissionThreads(limit: 1, waitingMax: 0)
        #expect(await threads.run(within: .seconds(60)) { _ in true } == nil)
    }

    @Test func neverMoreThreadsThanTheLimit() async {
        let threads = SubmissionThreads(limit: 3, waitingMax: 100)
        let running = Mutex((now: 0, most: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    let done: Void? = await threads.run(within: .seconds(60)) { _ in
                        running.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        running.withLock { $0.now -= 1 }
                    }
                    #expect(done != nil)
                }
            }
        }
        #expect(running.withLock { $0.most } <= 3)
    }
}
