/// The keys this installation can open values with, and the one it seals with.
package struct Keyring: Sendable {
    /// Number written into every sealed value; never used twice.
    package typealias KeyID = UInt32

    /// The key new values are sealed with.
    package let currentID: KeyID
    private let keys: [KeyID: SealingKey]

    /// A ring of one fresh key, numbered 1.
    package init() { self.init(currentID: 1, keys: [1: SealingKey()]) }

    /// A ring of stated keys, among them the current one.
    package init(currentID: KeyID, keys: [KeyID: SealingKey]) {
        precondition(keys[currentID] != nil, "the current key is in the ring")
        self.currentID = currentID
        self.keys = keys
    }

    /// A ring with one more, fresh key that becomes the current one; older values still open.
    package func rotated() -> Keyring {
        let next = (ids.last ?? 0) + 1
        var keys = self.keys
        keys[next] = SealingKey()
        return Keyring(currentID: next, keys: keys)
    }

    /// Numbers of all keys, ascending.
    package var ids: [KeyID] { keys.keys.sorted() }

    var current: SealingKey { keys[currentID]! }  // the initializer checked that it is there

    subscript(id: KeyID) -> SealingKey? { keys[id] }
}
