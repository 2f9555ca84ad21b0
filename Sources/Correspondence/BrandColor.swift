import Foundation

/// A colour of the business as three bytes, and what can be read on it.
struct BrandColor: Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    /// Dunwell's own: a calm blue.
    static let standard = BrandColor(red: 0x1B, green: 0x4F, blue: 0x8A)

    private init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// Reads `#1B4F8A`; `nil` for any other form.
    init?(_ text: String) {
        guard text.utf8.count == 7, text.hasPrefix("#"), text.dropFirst().allSatisfy(\.isHexDigit),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }

    /// `#1B4F8A`.
    var hex: String {
        "#" + [red, green, blue].map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// White or near-black, whichever reads better on this colour. Source: WCAG 2.2, relative luminance.
    var textHex: String {
        func linear(_ byte: UInt8) -> Double {
            let value = Double(byte) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.06 ? "#ffffff" : "#16202b"
    }
}
