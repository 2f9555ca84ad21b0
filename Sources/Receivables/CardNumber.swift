/// Numbers of payment cards in what people write. They are never kept: whoever keeps one answers for it.
///
/// Source: PCI DSS 4.0, requirements 3.2 and 3.4.
package enum CardNumber {
    /// Whether a text holds a number a payment card may have: 13 to 19 digits that begin as cards do and pass the check
    /// of Luhn, together or in groups parted by one space, dash or point each.
    package static func isIn(_ text: some StringProtocol) -> Bool {
        // Cheap on the way: most texts hold no such run of digits.
        guard text.utf8.lazy.filter(isDigit).prefix(13).count == 13 else { return false }
        return runs(of: Array(text.utf8)).contains { holdsCard($0) }
    }

    /// Digits that stand together, and whether a letter stands right before them.
    private struct Group {
        var digits: [UInt8] = []
        var followsLetter = false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) || byte >= 0x80 }

    /// Groups of digits with one mark between them, as a card number is written; anything else ends the run.
    private static func runs(of bytes: [UInt8]) -> [[Group]] {
        var runs: [[Group]] = []
        var run: [Group] = []
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var group = Group(followsLetter: index > 0 && isLetter(bytes[index - 1]))
            while index < bytes.count, isDigit(bytes[index]) {
                group.digits.append(bytes[index] - 48)
                index += 1
            }
            run.append(group)
            let goesOn =
                index + 1 < bytes.count
                && [UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(bytes[index])
                && isDigit(bytes[index + 1])
            if goesOn {
                index += 1
            } else {
                runs.append(run)
                run = []
            }
        }
        return runs
    }

    private static func holdsCard(_ run: [Group]) -> Bool {
        run.indices.contains { first in
            var digits: [UInt8] = []
            for index in first..<run.count where digits.count < 19 {
                digits += run[index].digits
                // Letters right before several groups belong to an identifier, not to a card.
                if index > first, run[first].followsLetter { return false }
                if isCard(digits) { return true }
            }
            return false
        }
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        (13...19).contains(digits.count) && beginsLikeACard(digits) && passesLuhn(digits)
    }

    /// Source: ISO/IEC 7812-1, ranges given to card networks.
    private static func beginsLikeACard(_ digits: [UInt8]) -> Bool {
        let four = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        return switch four {
        case 2221...2720, 3000...3059, 3095, 3400...3499, 3528...3589, 3600...3999, 4000...4999, 5000...6999: true
        default: false
        }
    }

    /// Source: ISO/IEC 7812-1, annex B.
    private static func passesLuhn(_ digits: [UInt8]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, next in
            let digit = Int(next.element)
            guard next.offset % 2 == 1 else { return sum + digit }
            return sum + (digit > 4 ? digit * 2 - 9 : digit * 2)
        }
        return sum % 10 == 0
    }
}
