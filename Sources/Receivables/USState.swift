/// The two-letter codes a United States address may end with: states, DC, territories and military areas.
///
/// Source: USPS Publication 28, appendix B.
public enum USState {
    /// Code to name, military areas included.
    public static let names: [String: String] = [
        "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
        "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
        "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
        "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
        "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
        "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
        "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
        "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
        "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia",
        "WI": "Wisconsin", "WY": "Wyoming", "DC": "District of Columbia", "AS": "American Samoa", "GU": "Guam",
        "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "Virgin Islands",
        "FM": "Federated States of Micronesia", "MH": "Marshall Islands", "PW": "Palau",
        "AA": "Armed Forces Americas", "AE": "Armed Forces Europe", "AP": "Armed Forces Pacific",
    ]

    /// Whether `code` is one of the codes, in upper case.
    public static func isCode(_ code: String) -> Bool { names[code] != nil }

    /// Whether mail to `code` goes through the military or diplomatic service.
    public static func isMilitary(_ code: String) -> Bool { code == "AA" || code == "AE" || code == "AP" }

    /// The code of a state written as a code or a full name in any case; `nil` when it is neither.
    public static func code(for text: String) -> String? {
        let upper = text.uppercased()
        return isCode(upper) ? upper : codesByName[upper]
    }

    private static let codesByName = Dictionary(
        uniqueKeysWithValues: names.map { ($0.value.uppercased(), $0.key) })
}
