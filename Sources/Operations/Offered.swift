/// Text that offers commands to whoever reads: one by itself, or between backticks in words, each `dunwell …` as it would
/// be typed with nothing but its own options.
///
/// Whoever prints it completes them, so that they work as printed: written as JSON the text goes through what the encoder
/// was given under `CodingUserInfoKey.commandCompletion`.
@propertyWrapper
package struct Offered: Sendable, Hashable, Encodable {
    package var wrappedValue: String

    package init(wrappedValue: String) { self.wrappedValue = wrappedValue }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        let completion = encoder.userInfo[.commandCompletion] as? CommandCompletion
        try value.encode(completion?.complete(wrappedValue) ?? wrappedValue)
    }
}

/// Makes commands in a text ones that work where they are read.
package struct CommandCompletion: Sendable {
    let complete: @Sendable (String) -> String

    package init(_ complete: @escaping @Sendable (String) -> String) { self.complete = complete }
}

extension CodingUserInfoKey {
    /// A `CommandCompletion`.
    package static let commandCompletion = CodingUserInfoKey(rawValue: "dunwell.command-completion")!
}
