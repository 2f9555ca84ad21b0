public import Receivables

/// A way of reaching a customer, such as e-mail, telephone or letter.
///
/// A channel delivers and does not decide: whether, when and what to send is settled before `send` is called.
public protocol ContactChannel: Plugin {
    /// Whether this channel could deliver the message under this configuration; `nil` when it could.
    ///
    /// Pure: talks to nobody, writes nothing. Called when a contact is planned and again before it is sent, any number
    /// of times. A refusal leads the host to the step's fallback channel and to whoever is at fault.
    func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal?

    /// The name the message will have at the carrier, when it is known before the talk, such as a Message-ID: what to
    /// search the carrier's log for when nobody knows how the talk ended. Pure; `nil` unless a channel says otherwise.
    func carrierName(of message: OutboundMessage, in context: PluginContext) -> String?

    /// Hands one message to the carrier.
    ///
    /// Called after the intent is committed and outside every database transaction. May be called again with the same
    /// `idempotencyKey` only after `retry`, or by a person's decision after `inDoubt`; a channel that can recognise the
    /// key (a spool, a task) answers as before and delivers once. It answers within `context.deadline`.
    ///
    /// - Returns: What became of it. Accepted is not delivered; delivery is reported later.
    func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult
}

extension ContactChannel {
    /// None: most carriers give a message no name of their own before they have it.
    public func carrierName(of message: OutboundMessage, in context: PluginContext) -> String? { nil }

    /// The medium named by the manifest's role.
    public static var medium: ContactMedium {
        guard case .contactChannel(let medium) = manifest.role else {
            preconditionFailure("\(manifest.kind) is a contact channel and its manifest must say so")
        }
        return medium
    }
}
