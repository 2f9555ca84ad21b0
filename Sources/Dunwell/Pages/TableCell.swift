import Foundation
import Receivables

/// One cell of a table a command prints: words for a reader, and for a program the value itself.
enum TableCell: Sendable, Equatable {
    case text(String)
    case count(Int)
    case money(Money)
    /// Several amounts, such as one of each currency.
    case moneys([Money])
    case day(CalendarDate)
    /// A moment as the clocks of a zone show it.
    case moment(BusinessInstant, TimeZone)
    case flag(Bool)
    /// No value: not zero, not an empty text.
    case none

    /// An amount that may be missing.
    static func money(_ amount: Money?) -> TableCell { amount.map { .money($0) } ?? .none }

    /// A day that may be missing.
    static func day(_ day: CalendarDate?) -> TableCell { day.map { .day($0) } ?? .none }

    /// A number that may be missing.
    static func count(_ count: Int?) -> TableCell { count.map { .count($0) } ?? .none }

    /// A moment that may be missing.
    static func moment(_ moment: BusinessInstant?, _ zone: TimeZone) -> TableCell {
        moment.map { .moment($0, zone) } ?? .none
    }

    /// As a person reads it.
    var words: String {
        switch self {
        case .text(let text): text
        case .count(let count): "\(count)"
        case .money(let money): "\(money)"
        case .moneys(let amounts): amounts.map(\.description).joined(separator: ", ")
        case .day(let day): "\(day)"
        case .moment(let moment, let zone): LocalTime.text(moment, in: zone)
        case .flag(let holds): holds ? "yes" : "no"
        case .none: ""
        }
    }

    /// Whether a reader compares it digit under digit; `nil` where there is nothing to compare.
    var isFigure: Bool? {
        switch self {
        case .count, .money, .moneys: true
        case .text, .day, .moment, .flag: false
        case .none: nil
        }
    }
}

extension TableCell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

/// As JSON: numbers as numbers, amounts in minor units with their currency, days and moments as ISO 8601, `null` for no
/// value.
extension TableCell: Encodable {
    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .count(let count): try value.encode(count)
        case .money(let money): try value.encode(money)
        case .moneys(let amounts): try value.encode(amounts)
        case .day(let day): try value.encode(day)
        case .moment(let moment, let zone): try value.encode(LocalTime.iso(moment, in: zone))
        case .flag(let holds): try value.encode(holds)
        case .none: try value.encodeNil()
        }
    }
}

/// A row as JSON: an object with the headings, in snake case, as keys.
struct TableRow: Encodable {
    let headings: [String]
    let cells: [TableCell]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        for (heading, cell) in zip(headings, cells) {
            let key = heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " }.replacing(" ", with: "_")
            try object.encode(cell, forKey: Key(stringValue: key))
        }
    }
}
