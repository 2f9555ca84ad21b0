extension CallTerms {
    /// Terms as a call task keeps them, whichever policy version it came from.
    package init(within businessDays: Int, attempts: Int) {
        self.init(businessDays: businessDays, attempts: attempts)
    }
}
