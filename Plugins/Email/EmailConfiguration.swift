import Foundation
import PluginKit
import Receivables

/// A tenant's settings for e-mail, in their own types.
struct EmailConfiguration: Sendable {
    /// Where a message goes.
    enum Delivery: Sendable {
        case smtp(MailServer)
        /// Into the spool directory; nobody is written to.
        case maildir
    }

    let delivery: Delivery
    /// Where bounces go; the mark of the attempt is put behind a plus sign.
    let returnPath: EmailAddress?
    /// How long to wait after an answer that asks to try again later.
    let pause: Duration

    static let schema = ConfigurationSchema([
        ConfigurationField(
            "delivery", .choice(["maildir", "smtp"]), standard: "maildir",
            help: "maildir keeps messages in a folder and writes to nobody; smtp sends them"),
        ConfigurationField("host", .hostname, help: "the mail server that accepts your mail, such as smtp.example.com"),
        ConfigurationField("port", .port, standard: 587, help: "587 for starttls, 465 for tls, as your provider says"),
        ConfigurationField(
            "security", .choice(["starttls", "starttls-optional", "tls", "none"]), standard: "starttls",
            help: "how the connection is encrypted; starttls and tls refuse a server that cannot"),
        ConfigurationField("username", .text, help: "the name to sign in with, when the server asks for one"),
        ConfigurationField("password", .secret, help: "the password that goes with username"),
        ConfigurationField(
            "ca_file", .path, help: "certificates to trust instead of the system's, when the server has its own"),
        ConfigurationField(
            "return_path", .emailAddress,
            help: "where bounces go; the server must deliver name+anything to name (subaddressing)"),
        ConfigurationField("helo_name", .hostname, help: "the name this machine gives itself; its own by default"),
        ConfigurationField(
            "connect_timeout_seconds", .integer(min: 1, max: 120), standard: 10,
            help: "how long connecting may take"),
        ConfigurationField(
            "timeout_seconds", .integer(min: 1, max: 600), standard: 60, help: "how long one message may take"),
        ConfigurationField(
            "retry_minutes", .integer(min: 1, max: 1_440), standard: 15,
            help: "how long to wait when the server says to try again later"),
    ])

    /// Reads checked settings.
    ///
    /// - Throws: A refusal with the plugin at fault when they cannot be used together.
    init(_ configuration: PluginConfiguration) throws(Refusal) {
        if let finding = Self.findings(in: configuration).first {
            throw Refusal(fault: .plugin, detail: finding.description)
        }
        returnPath = configuration.text("return_path").flatMap(EmailAddress.init)
        pause = .seconds(60 * (configuration.integer("retry_minutes") ?? 15))
        if configuration.text("delivery") == "smtp", let server = MailServer(configuration) {
            delivery = .smtp(server)
        } else {
            delivery = .maildir
        }
    }

    /// Why mail may not go to customers from here: the way to stop it would lead nowhere. Source: 15 USC 7704(a)(3).
    func deadLink(in context: PluginContext) -> Refusal? {
        guard case .smtp = delivery, !context.linksReachCustomers else { return nil }
        return Refusal(
            fault: .plugin,
            detail:
                "customers cannot open the link that stops e-mail: set DUNWELL_PUBLIC_URL to the https address they "
                + "reach this host at, start the host again, then run dunwell plugin test email")
    }

    /// What is wrong with settings that are each right by themselves.
    static func findings(in configuration: PluginConfiguration) -> [ConfigurationFinding] {
        guard configuration.text("delivery") == "smtp" else { return [] }
        var findings: [ConfigurationFinding] = []
        if configuration.text("host") == nil {
            findings.append(
                ConfigurationFinding(
                    key: "host", found: "nothing", expected: "a host name such as smtp.example.com",
                    fix: "Set host to your mail server, or delivery to maildir."))
        }
        switch (configuration.text("username"), configuration.secret("password")) {
        case (nil, .some):
            findings.append(
                ConfigurationFinding(
                    key: "username", found: "nothing", expected: "the name that goes with the password",
                    fix: "Set username, or remove password."))
        case (.some, nil):
            findings.append(
                ConfigurationFinding(
                    key: "password", found: "nothing", expected: "the password that goes with username",
                    fix: "Set password, or remove username."))
        case (.some, .some) where !isEncrypted(configuration) && !isLoopback(configuration.text("host")):
            findings.append(
                ConfigurationFinding(
                    key: "security", found: "\"\(configuration.text("security") ?? "")\" with a password",
                    expected: "starttls or tls",
                    fix: "Set security to starttls or tls: the password would cross the network in the clear."))
        default: break
        }
        return findings
    }

    private static func isEncrypted(_ configuration: PluginConfiguration) -> Bool {
        ["starttls", "tls"].contains(configuration.text("security"))
    }

    private static func isLoopback(_ host: String?) -> Bool {
        host == "localhost" || host == "::1" || host?.hasPrefix("127.") == true
    }
}

/// The server that takes a tenant's mail, and how to talk to it.
struct MailServer: Hashable, Sendable {
    /// How the connection is encrypted.
    enum Security: String, Sendable {
        case startTLS = "starttls"
        case startTLSOptional = "starttls-optional"
        case tls
        case none
    }

    let host: String
    let port: Int
    let security: Security
    let username: String?
    let password: Secret?
    let certificateFile: String?
    let greetingName: String?
    let connectTimeout: Duration
    let timeout: Duration

    /// Reads the server from settings; `nil` when no host is set.
    init?(_ configuration: PluginConfiguration) {
        guard let host = configuration.text("host"), let port = configuration.integer("port"),
            let security = configuration.text("security").flatMap(Security.init)
        else { return nil }
        self.host = host
        self.port = port
        self.security = security
        username = configuration.text("username")
        password = configuration.secret("password")
        certificateFile = configuration.text("ca_file")
        greetingName = configuration.text("helo_name")
        connectTimeout = .seconds(configuration.integer("connect_timeout_seconds") ?? 10)
        timeout = .seconds(configuration.integer("timeout_seconds") ?? 60)
    }

    /// The address libcurl connects to; the path is the name given in EHLO.
    var url: String {
        let scheme = security == .tls ? "smtps" : "smtp"
        let authority = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(authority):\(port)/\(greetingName ?? "")"
    }
}
