/// Asks again and again until the answer is yes; for states of other processes that give no signal. False when it
/// stays no for `limit`.
package func eventually(
    within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(5))  // asks an outside process again
    }
    return false
}
