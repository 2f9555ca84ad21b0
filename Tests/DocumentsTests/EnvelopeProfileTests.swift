import Testing

@testable import Documents

struct EnvelopeProfileTests {
    /// Source: computed by hand from suppliers' tables for #10: 22.2 to 111.1 mm across, 63.5 to 80.4 mm down.
    @Test func theSafeBoxOfTheCommonWindowIsAsComputedByHand() {
        let box = EnvelopeProfile.number10.safeBox(on: .usLetter)
        #expect(abs(box.left - 25.4) < 0.05)
        #expect(abs(box.right - 107.9) < 0.05)
        #expect(abs(box.top - 66.7) < 0.05)
        #expect(abs(box.bottom - 77.3) < 0.1)
    }

    @Test(arguments: EnvelopeProfile.known)
    func theReachHoldsTheSafeBoxAndTheSlack(profile: EnvelopeProfile) {
        let (safe, reach) = (profile.safeBox(on: .usLetter), profile.reach(on: .usLetter))
        #expect(reach.left <= safe.left && reach.right >= safe.right + 25)
        #expect(reach.top <= safe.top - 11 && reach.bottom >= safe.bottom + 11)
    }
}
