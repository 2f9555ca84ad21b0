import PluginKit
import Receivables
import Sealing
import Store

/// Remembers that an address did not fit the envelope, until the envelope, the name or the address is another.
///
/// The address itself stays good: nothing came back from it.
enum EnvelopeFit {
    /// What is kept as the detail of an attempt refused with this fault.
    static func detail(_ fault: Fault, _ detail: String, of attempt: AttemptRecord, in tx: TenantTransaction) throws
        -> String
    {
        guard fault == .fit, let name = try tx.customer(attempt.customerID)?.displayName else {
            return "\(fault.rawValue): \(detail)"
        }
        let settings = try tx.pluginSetting(attempt.pluginKind)?.settingsJSON ?? ""
        return "\(fault.rawValue) \(mark(settings: settings, name: name)): \(detail)"
    }

    /// Whether the attempt was refused because the address does not fit, under these settings and this name.
    static func isRefused(_ attempt: AttemptRecord, settings: String, name: String) -> Bool {
        attempt.state == .refused
            && attempt.detail.hasPrefix("\(Fault.fit.rawValue) \(mark(settings: settings, name: name)):")
    }

    private static func mark(settings: String, name: String) -> String {
        String(Digest.hexadecimal(Digest.sha256(Array("\(settings)|\(name)".utf8))).prefix(12))
    }
}

extension CaseReading {
    /// Whether letters to the address were refused because it does not fit, and nothing has changed since.
    func isTooLarge(_ point: ContactPointRecord) -> Bool {
        (facts.attempts + facts.attemptsElsewhere).contains { attempt in
            attempt.contactPoint == point.id
                && EnvelopeFit.isRefused(
                    attempt, settings: day.pluginSettings[attempt.pluginKind] ?? "", name: facts.customer.displayName)
        }
    }
}
