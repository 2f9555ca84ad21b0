import Foundation

/// Where customers reach an installation: the beginning of every link in a message.
///
/// Said by `DUNWELL_PUBLIC_URL`, or else by the host that answers here. The host keeps it in the data directory, so
/// that a command beside it writes the same links, whatever its own environment and options are.
struct PublicAddress {
    let data: URL

    private var file: URL { data.appending(path: "public-address") }

    /// The address for a host that answers on a port of this machine; kept for every command beside it.
    func serving(_ settings: Settings, port: Int) throws -> URL {
        let address = settings.publicURL ?? Self.local(port)
        if try kept() != address {
            do {
                try Data((address.absoluteString + "\n").utf8).write(to: file, options: .atomic)
            } catch {
                throw CommandFailure(
                    .notPermitted, "\(path) cannot be written: name a data directory you may write to")
            }
        }
        return address
    }

    /// The address for a command that answers no requests itself.
    func beside(_ settings: Settings) throws -> URL {
        try settings.publicURL ?? kept() ?? Self.local(Settings.portStandard)
    }

    private func kept() throws -> URL? {
        // No host has served here yet.
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = try String(contentsOf: file, encoding: .utf8)
        guard let url = Self.url(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CommandFailure(.configuration, "\(path) holds no address: remove it and start the host again")
        }
        return url
    }

    private var path: String { file.path(percentEncoded: false) }

    /// A web address without query and fragment; `nil` for any other text.
    static func url(_ text: String) -> URL? {
        guard let url = URL(string: text), ["https", "http"].contains(url.scheme), url.host() != nil,
            url.query() == nil, url.fragment() == nil
        else { return nil }
        return url
    }

    private static func local(_ port: Int) -> URL {
        guard let url = Self.url("http://127.0.0.1:\(port)") else { preconditionFailure("a port makes an address") }
        return url
    }
}
