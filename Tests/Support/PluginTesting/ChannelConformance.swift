import Foundation
package import PluginKit
import Receivables

/// What every contact channel owes the host.
package struct ChannelConformance: Sendable {
    let channel: any ContactChannel
    /// A message the channel delivers.
    let message: OutboundMessage
    let configuration: PluginConfiguration

    /// Examines a channel with a configuration under which `message` is delivered.
    package init(_ channel: any ContactChannel, message: OutboundMessage, configuration: PluginConfiguration) {
        self.channel = channel
        self.message = message
        self.configuration = configuration
    }

    /// Broken rules; empty when all hold.
    ///
    /// - Parameter recognisesKey: Whether the channel itself tells a repetition apart (a spool, a task). A channel that
    ///   cannot is never called twice by the host after `accepted`.
    package func violations(recognisesKey: Bool) async throws -> [String] {
        var broken = try await refusals()
        if recognisesKey { broken += try await repetition() }
        return try await broken + tenantsApart()
    }

    /// A broken message is refused with the right one at fault, by `check` and `send` alike, and leaves nothing behind.
    private func refusals() async throws -> [String] {
        var broken: [String] = []
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(configuration, spool: spool.url)
        if let refusal = channel.check(message, in: context) {
            broken.append("a deliverable message passes the check: \(refusal.detail)")
        }
        let foreign: MessageContent =
            if case .text = message.content { .call(.firstCall) } else { .text(TextContent(body: "Hello")) }
        let cases: [(OutboundMessage, Fault, String)] = [
            (message.with(content: foreign), .message, "content of another medium"),
            (message.with(address: .email("no address")), .address, "an unusable e-mail address"),
            (message.with(address: .phone("not a number")), .address, "an unusable number"),
            (message.with(address: .postal([])), .address, "an empty postal address"),
        ]
        for (altered, fault, what) in cases {
            if channel.check(altered, in: context)?.fault != fault {
                broken.append("the check refuses \(what) with \(fault) at fault")
            }
            guard case .refused(fault, let detail) = await channel.send(altered, in: context) else {
                broken.append("sending refuses \(what) with \(fault) at fault")
                continue
            }
            if detail.isEmpty { broken.append("the refusal of \(what) says what to do") }
            if detail.contains(message.recipient.name) { broken.append("the refusal of \(what) names no customer") }
        }
        if try !spool.files().isEmpty { broken.append("a refused message leaves nothing in the spool") }
        return broken
    }

    /// One key twice answers the same and leaves what one leaves.
    private func repetition() async throws -> [String] {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(configuration, spool: spool.url)
        let first = await channel.send(message, in: context)
        let files = try spool.files()
        let second = await channel.send(message, in: context)
        var broken: [String] = []
        if first != second { broken.append("one key twice answers the same: \(first), then \(second)") }
        if try spool.files() != files { broken.append("one key twice leaves what once leaves") }
        return broken
    }

    /// Nothing is written outside the folder given, and another tenant's call with the same key is its own.
    private func tenantsApart() async throws -> [String] {
        let around = try TemporaryFolder()
        let mine = around.url.appending(path: "mine")
        let other = around.url.appending(path: "other")
        for folder in [mine, other] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let context = PluginContext.sample(configuration, spool: mine)
        _ = await channel.send(message, in: context)  // what it answers is examined elsewhere
        let before = try around.files()
        var broken: [String] = []
        if before.keys.contains(where: { !$0.hasPrefix("mine/") }) { broken.append("files stay in the spool given") }
        _ = await channel.send(message, in: context.ofAnotherTenant(spool: other))
        let after = try around.files()
        if before.contains(where: { after[$0.key] != $0.value }) {
            broken.append("another tenant's files stay as they are")
        }
        let spooled = { (folder: String) in after.keys.filter { $0.hasPrefix(folder) }.count }
        if spooled("mine/") != spooled("other/") { broken.append("one tenant's key says nothing about another's") }
        return broken
    }

    /// Broken rules when the carrier does not answer; empty when all hold.
    ///
    /// - Parameters:
    ///   - context: Its carrier swallows what it is told; its deadline is short.
    ///   - afterSuccess: Whether the carrier goes silent only after it has taken the whole message.
    package func violationsWhenSilent(in context: PluginContext, afterSuccess: Bool) async -> [String] {
        // Only the length of the call is measured.
        let start = ContinuousClock.now
        let result = await channel.send(message, in: context)
        let took = ContinuousClock.now - start
        var broken: [String] = []
        if took > context.deadline + .seconds(3) { broken.append("the deadline is kept: it took \(took)") }
        switch result {
        case .inDoubt where afterSuccess, .retry where !afterSuccess: break
        default: broken.append("a silent carrier leads to \(afterSuccess ? "in doubt" : "retry"): \(result)")
        }
        return broken
    }
}
