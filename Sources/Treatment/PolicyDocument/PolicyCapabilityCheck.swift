import Receivables

extension Policy {
    /// What the business lacks to carry this policy out, with the lines of the steps concerned. Empty when nothing.
    ///
    /// Plugins, templates, languages and fields are told each for themselves: a missing plugin hides no missing
    /// template. A step that could still go by another of its channels gets a warning, one that could not an error.
    package func findings(against capabilities: PolicyCapabilities) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        for step in steps where step.live {
            let check = CapabilityCheck(policy: self, step: step, capabilities: capabilities)
            findings += check.channelFindings + check.templateFindings + check.refusals
        }
        if let fee = fees.amountMinor { findings += feeFindings(fee, capabilities) }
        return findings
    }

    private func feeFindings(_ fee: Int64, _ capabilities: PolicyCapabilities) -> [PolicyFinding] {
        let line = steps.first { if case .feeDate = $0.anchor { true } else { false } }?.line.number ?? 0
        var findings: [PolicyFinding] = []
        if !capabilities.contractAllows.contains(.fee) {
            findings.append(
                PolicyFinding(
                    severity: .error, line: line, column: 1, what: "a late fee no agreement allows", expected: "none",
                    fix: "set fees: {late-fee: none} or record the clause that allows it"))
        }
        if let max = capabilities.stateFeeMaxMinor, fee > max {
            findings.append(
                PolicyFinding(
                    severity: .error, line: line, column: 1, what: "a late fee above the state setting",
                    expected: "at most \(Money.usd(cents: max).decimalText)", fix: "lower late-fee"))
        }
        return findings
    }
}

/// One step held against what the business can do.
struct CapabilityCheck {
    let policy: Policy
    let step: PolicyStep
    let capabilities: PolicyCapabilities

    private func finding(_ severity: PolicyFinding.Severity, _ what: String, expected: String = "", fix: String)
        -> PolicyFinding
    {
        PolicyFinding(
            severity: severity, line: step.line.number, column: 1,
            what: "\(step.key.isEmpty ? "a step" : step.key): \(what)", expected: expected, fix: fix)
    }

    private func isLive(_ channel: StepChannel) -> Bool {
        switch channel {
        case .medium(let medium): capabilities.liveMedia.contains(medium)
        case .exporter: capabilities.hasExporter
        case .ledger, .task, .decision: true
        }
    }

    var channelFindings: [PolicyFinding] {
        let live = step.channels.filter { isLive($0.channel) }
        let missing = step.channels.filter { !isLive($0.channel) }.map(\.channel.word)
        guard !missing.isEmpty else { return copyFindings }
        let names = Nearest.list(missing)
        if live.isEmpty {
            return [
                finding(
                    .error, "no plugin serves \(names)",
                    fix: "configure, test and enable one (dunwell plugin list), or set live: no")
            ]
        }
        let others = Nearest.list(live.map(\.channel.word))
        let warning = finding(
            .warning, "no plugin serves \(names); it goes by \(others)",
            fix: "configure, test and enable one (dunwell plugin list)")
        return [warning] + copyFindings
    }

    /// A copy that cannot leave is worth a look: the step itself goes all the same.
    private var copyFindings: [PolicyFinding] {
        guard let copy = step.copy, !isLive(.medium(copy)) else { return [] }
        let what = "no plugin serves \(copy.rawValue), so no copy goes"
        let fix = "configure, test and enable one (dunwell plugin list), or remove copy"
        return [finding(.warning, what, fix: fix)]
    }

    /// A medium no plugin serves yet needs its templates too; it hinders nothing while the step goes by another.
    var templateFindings: [PolicyFinding] {
        let goesAnyway = step.channels.contains { isLive($0.channel) }
        let chosen = step.channels.flatMap { choice -> [PolicyFinding] in
            guard let medium = choice.channel.medium, let template = choice.template ?? step.template else { return [] }
            let severity: PolicyFinding.Severity = goesAnyway && !isLive(choice.channel) ? .warning : .error
            return findings(severity, template, medium)
        }
        guard let copy = step.copy, let template = step.template else { return chosen }
        return chosen + findings(isLive(.medium(copy)) ? .error : .warning, template, copy)
    }

    private func findings(
        _ severity: PolicyFinding.Severity, _ template: String, _ medium: ContactMedium
    ) -> [PolicyFinding] {
        let named = "template \(template.quoted) for \(medium.rawValue)"
        let known = Set(capabilities.templates.filter { $0.medium == medium }.map(\.template)).sorted()
        guard known.contains(template) else {
            let others = known.isEmpty ? "write it, or take \(medium.rawValue) out of by" : "use one of those"
            let fix = Nearest.word(to: template, among: known).map { "did you mean \($0.quoted)?" } ?? others
            return [finding(severity, "no \(named)", expected: Nearest.list(known), fix: fix)]
        }
        return policy.languages.flatMap { language -> [PolicyFinding] in
            let key = PolicyCapabilities.TemplateKey(template: template, medium: medium, language: language)
            guard capabilities.templates.contains(key) else {
                return [
                    finding(
                        severity, "no \(named) in \(language.rawValue)",
                        fix: "write it, or take \(language.rawValue) out of languages")
                ]
            }
            return (capabilities.missingFields[key] ?? []).sorted().map { field in
                finding(
                    severity, "\(named) in \(language.rawValue) uses the unknown field \(field.quoted)",
                    fix: "correct the template")
            }
        }
    }

    /// What may be written down and not switched on yet: ending service, and every step that follows from it.
    var refusals: [PolicyFinding] {
        if step.requires.interlock {
            let what = "ends service, and the safeguards that must stand before it are not available"
            return [finding(.error, what, fix: "set live: no")]
        }
        guard followsFromEndingService else { return [] }
        let what = "belongs to the end of a service, which cannot be switched on before its safeguards are available"
        return [finding(.error, what, fix: "set live: no, or take another day and tone")]
    }

    /// A plain notice is used for nothing else, and without a withdrawal its day never comes.
    private var followsFromEndingService: Bool {
        if case .withdrawal = step.anchor { return true }
        return step.tone == .plainNotice && step.template != nil
    }
}
