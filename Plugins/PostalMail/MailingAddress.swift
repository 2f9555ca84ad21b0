/// Whether an address can be mailed to.
enum MailingAddress {
    /// What is insufficient, with the fix; `nil` when the address has all its parts.
    ///
    /// Source: USPS Publication 28, sections 21 to 23: a delivery line, then a last line of city, state and ZIP Code.
    static func problem(in lines: [String]) -> String? {
        let lines = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        guard lines.count >= 2 else {
            return "the address is incomplete: give a street or box line and a last line with city, state and ZIP Code"
        }
        guard let match = lines[lines.count - 1].firstMatch(of: /^(.*\S),?\s+([A-Za-z]{2})\s+(\d{5})(-\d{4})?\s*$/)
        else {
            return
                "the last line of the address is not city, state and ZIP Code, such as Santa Fe, NM 87501: correct it"
        }
        guard states.contains(match.output.2.uppercased()) else {
            return "the last line of the address names no state of the postal service: correct the two letters"
        }
        guard lines.dropLast().contains(where: { $0.contains(where: \.isLetter) }) else {
            return "the address has no street, box or place line: add it"
        }
        return nil
    }

    /// Source: USPS Publication 28, appendix B.
    private static let states = Set(
        """
        AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK \
        OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP
        """.split(separator: " ").map(String.init))
}
