/// When a failed job tries again: exponential with full jitter, so that many jobs that failed together do not come
/// back together.
package struct RetryPolicy: Hashable, Sendable {
    /// Failures after which the job is failed, 1 to 100.
    package let attemptsMax: Int
    /// The wait after the first failure is drawn from zero to this.
    package let firstWaitSeconds: Int64
    /// No wait is longer.
    package let longestWaitSeconds: Int64

    /// Waits double with each failure up to `longestWaitSeconds`, six hours unless told otherwise.
    package init(attemptsMax: Int = 12, firstWaitSeconds: Int64 = 15, longestWaitSeconds: Int64 = 6 * 3_600) {
        precondition((1...100).contains(attemptsMax), "a job has 1 to 100 attempts")
        precondition(firstWaitSeconds >= 1 && longestWaitSeconds >= firstWaitSeconds, "waits grow")
        self.attemptsMax = attemptsMax
        self.firstWaitSeconds = firstWaitSeconds
        self.longestWaitSeconds = longestWaitSeconds
    }

    /// The longest wait after `failures` failures (at least 1).
    package func waitBoundSeconds(afterFailures failures: Int) -> Int64 {
        let doublings = min(max(failures - 1, 0), 40)
        let (wait, overflow) = firstWaitSeconds.multipliedReportingOverflow(by: Int64(1) << doublings)
        return overflow ? longestWaitSeconds : min(wait, longestWaitSeconds)
    }

    /// Microseconds to wait, drawn evenly from zero to the bound.
    package func waitMicroseconds(
        afterFailures failures: Int, using generator: inout some RandomNumberGenerator
    ) -> Int64 {
        Int64.random(in: 0...waitBoundSeconds(afterFailures: failures) * 1_000_000, using: &generator)
    }
}
