extension Int {
    /// As words about so many things: `1 customer`, `3 customers`.
    ///
    /// - Parameter many: The plural, where it is not the singular with an s.
    package func counted(_ one: String, _ many: String? = nil) -> String {
        "\(self) \(self == 1 ? one : many ?? one + "s")"
    }
}
