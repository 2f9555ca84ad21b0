public import ArgumentParser
import Foundation
import Operations
public import PluginKit
public import Receivables
package import Store
package import Treatment

// What people type, as values.

extension CalendarDate: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// An amount as typed: `49.95`, or `49.95 USD`.
struct TypedMoney: ExpressibleByArgument {
    let money: Money

    /// The most that may be typed, in minor units: what one entry of the books may move.
    private static let most: Int64 = 100_000_000_000_000

    init?(argument: String) {
        let parts = argument.split(separator: " ")
        guard let written = parts.first, parts.count <= 2 else { return nil }
        // As the program prints it, and nothing that only looks like it: 1,50 is no amount.
        let number =
            written.wholeMatch(of: /\d{1,3}(,\d{3})+(\.\d+)?/) == nil
            ? String(written) : written.filter { $0 != "," }
        let currency: Currency
        if parts.count == 2 {
            guard let named = Currency(String(parts[1])) else { return nil }
            currency = named
        } else {
            currency = .usd
        }
        let halves = number.split(separator: ".", omittingEmptySubsequences: false)
        let digits = currency.minorUnitDigits
        let cents = halves.count == 2 ? String(halves[1]) : String(repeating: "0", count: digits)
        guard halves.count <= 2, !halves[0].isEmpty, cents.count == digits || (digits == 0 && halves.count == 1),
            (halves[0] + cents).allSatisfy({ $0.isASCII && $0.isNumber }), let minor = Int64(halves[0] + cents),
            minor <= Self.most
        else { return nil }
        money = Money(minorUnits: minor, currency: currency)
    }
}

/// A key as typed, such as `5b0c3c1e-…`.
struct TypedIdentifier: ExpressibleByArgument {
    let uuid: UUID

    init?(argument: String) {
        guard let uuid = UUID(uuidString: argument) else { return nil }
        self.uuid = uuid
    }

    /// The key of what the command is about.
    func of<Subject>(_: Subject.Type) -> Identifier<Subject> { Identifier(uuid) }
}

extension NonpaymentReason: ExpressibleByArgument {}
extension CallDisposition: ExpressibleByArgument {}
extension HoldReason: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
extension GrantingRole: ExpressibleByArgument {}
extension PlanRhythm: ExpressibleByArgument {}
extension DisputeClaim: ExpressibleByArgument {}
extension ContactMedium: ExpressibleByArgument {}
extension ResolveDoubt.Finding: ExpressibleByArgument {}
extension PaymentWay: ExpressibleByArgument {}
extension ReasonStatement.Way: ExpressibleByArgument {}
extension SatisfactionQuestion: ExpressibleByArgument {}

/// What a person wrote, without the blanks around it: a name, a source, what was found. Blanks alone are nothing.
func written(_ text: String) throws -> String {
    let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !words.isEmpty else { throw ValidationError("write something in it: blanks say nothing") }
    return words
}

/// Minutes after midnight from `14:30`.
func minuteOfDay(_ text: String) throws -> Int {
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
        (0..<60).contains(minute)
    else { throw ValidationError("\(text) is not a time of day: write it as 14:30") }
    return hour * 60 + minute
}

/// A receivable and the amount meant for it, from `INV-7=49.95`.
func directedAmount(_ text: String, option: String) throws -> (reference: String, amount: Money) {
    guard let end = text.lastIndex(of: "="), let money = TypedMoney(argument: String(text[text.index(after: end)...]))
    else { throw ValidationError("write \(option) as reference=amount, such as INV-7=49.95") }
    return (String(text[..<end]), money.money)
}

/// The whole text of a file named on the command line; `-` is standard input.
func textOfFile(_ path: String, bytesMax: Int = 1_048_576) throws -> String {
    let data: Data?
    do {
        let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
        data = try handle.read(upToCount: bytesMax + 1)
    } catch {
        throw CommandFailure(.badData, "\(path) cannot be read: name a file you may read")
    }
    guard let data, data.count <= bytesMax else {
        throw CommandFailure(.badData, "\(path) is empty or longer than \(bytesMax) bytes")
    }
    guard let text = String(data: data, encoding: .utf8) else {
        throw CommandFailure(.badData, "\(path) is not UTF-8 text: save it as UTF-8")
    }
    return text
}
