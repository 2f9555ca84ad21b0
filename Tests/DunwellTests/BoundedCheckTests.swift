import Synchronization
import Testing
import Web

@testable import Dunwell

struct BoundedCheckTests {
    @Test func aCheckThatEndsIsAnsweredByWhatItFound() async {
        #expect(await BoundedCheck(limit: .seconds(60)) { .ready }.answer() == .ready)
    }

    /// A database that is silent is asked once, by however many questions.
    @Test func aCheckThatHangsIsAnsweredInTimeAndBegunOnce() async {
        let begun = Atomic(0)
        let (silence, end) = AsyncStream.makeStream(of: Void.self)
        let check = BoundedCheck(limit: .milliseconds(20)) {
            begun.add(1, ordering: .relaxed)
            for await _ in silence {}
            return .ready
        }
        for _ in 0..<3 { #expect(await check.answer() == nil) }
        #expect(begun.load(ordering: .relaxed) == 1)
        end.finish()
        while await check.answer() == nil {}
        #expect(begun.load(ordering: .relaxed) <= 2)
    }
}
