extension USState {
    /// IANA names of every zone a state or territory has land in; military areas have none.
    ///
    /// Where towns over a boundary keep the neighbour's clock by custom (Phenix City, West Wendover), both are named.
    /// Source: 49 CFR part 71, subpart A; IANA tz 2025b, `zone1970.tab`.
    static let zoneNames: [String: [String]] = Dictionary(
        uniqueKeysWithValues: zoneGroups.flatMap { states, zones in
            states.split(separator: " ").map { (String($0), zones) }
        })

    private static let zoneGroups: [(states: String, zones: [String])] = [
        ("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", ["America/New_York"]),
        ("AR IA IL LA MN MO MS OK WI", ["America/Chicago"]),
        ("CO MT NM UT WY", ["America/Denver"]),
        ("CA WA", ["America/Los_Angeles"]),
        ("AL FL IN KY MI TN", ["America/New_York", "America/Chicago"]),
        ("KS ND NE SD TX", ["America/Chicago", "America/Denver"]),
        ("ID NV OR", ["America/Denver", "America/Los_Angeles"]),
        ("AZ", ["America/Phoenix", "America/Denver"]),
        ("AK", ["America/Anchorage", "America/Adak"]),
        ("HI", ["Pacific/Honolulu"]),
        ("PR VI", ["America/Puerto_Rico"]),
        ("GU MP", ["Pacific/Guam"]),
        ("AS", ["Pacific/Pago_Pago"]),
        ("FM", ["Pacific/Chuuk", "Pacific/Pohnpei"]),
        ("MH", ["Pacific/Majuro"]),
        ("PW", ["Pacific/Palau"]),
    ]
}
