import Synchronization

/// Asks a talk on another thread to end early, as when the host stops.
final class TalkStop: Sendable {
    private let asked = Atomic(false)

    var isAsked: Bool { asked.load(ordering: .relaxed) }

    func ask() { asked.store(true, ordering: .relaxed) }
}
