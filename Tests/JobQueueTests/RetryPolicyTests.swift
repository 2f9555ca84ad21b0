import JobQueue
import Testing

struct RetryPolicyTests {
    @Test(arguments: [(1, 15), (2, 30), (3, 60), (11, 15_360), (12, 21_600), (60, 21_600), (1_000, 21_600)])
    func waitsDoubleUpToSixHours(failures: Int, seconds: Int64) {
        #expect(RetryPolicy().waitBoundSeconds(afterFailures: failures) == seconds)
    }

    @Test func jitterUsesTheWholeRange() {
        var generator = SystemRandomNumberGenerator()
        let policy = RetryPolicy()
        // 10,000 jobs that failed together, after six failures: spread over 480 s, no second is crowded.
        var perSecond = [Int64: Int]()
        for _ in 0..<10_000 {
            let wait = policy.waitMicroseconds(afterFailures: 6, using: &generator)
            #expect((0...480_000_000).contains(wait))
            perSecond[wait / 1_000_000, default: 0] += 1
        }
        let mean = 10_000.0 / 480
        #expect(Double(perSecond.values.max() ?? 0) <= 3 * mean)
        #expect(perSecond.count > 450)
    }
}
