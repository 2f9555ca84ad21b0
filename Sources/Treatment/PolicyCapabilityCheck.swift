import Receivables

extension Policy {
    /// What the business lacks to carry this policy out, with the lines of the steps concerned. Empty when nothing.
    ///
    /// A step that could still go by another of its channels gets a warning, one that could not an error.
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

    private func finding(_ severity: PolicyFinding.Severity, _ what: String, fix: String) -> PolicyFinding {
        PolicyFinding(
            severity: severity, line: step.line.number, column: 1, what: "\(step.key): \(what)", expected: "", fix: fix)
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

    /// Templates are needed for live media only: the others are not taken.
    var templateFindings: [PolicyFinding] {
        var words = step.channels.filter { isLive($0.channel) }.map {
            ($0.channel.medium, $0.template ?? step.template)
        }
        if let copy = step.copy, isLive(.medium(copy)) { words.append((copy, step.template)) }
        return words.flatMap { medium, template -> [PolicyFinding] in
            guard let medium, let template else { return [] }
            let known = Set(capabilities.templates.filter { $0.medium == medium }.map(\.template))
            if !known.contains(template) {
                let fix = Nearest.word(to: template, among: known.sorted()).map { "did you mean \($0.quoted)?" }
                return [
                    PolicyFinding(
                        severity: .error, line: step.line.number, column: 1,
                        what: "\(step.key): no template \(template.quoted) for \(medium.rawValue)",
                        expected: Nearest.list(known.sorted()), fix: fix ?? "use one of those")
                ]
            }
            return policy.languages.flatMap { language -> [PolicyFinding] in
                let key = PolicyCapabilities.TemplateKey(template: template, medium: medium, language: language)
                guard capabilities.templates.contains(key) else {
                    let what = "no template \(template.quoted) for \(medium.rawValue) in \(language.rawValue)"
                    return [finding(.error, what, fix: "write it, or take \(language.rawValue) out of languages")]
                }
                return (capabilities.missingFields[key] ?? []).sorted().map { field in
                    let what = "template \(template.quoted) for \(medium.rawValue) in \(language.rawValue) "
                    return finding(.error, what + "uses the unknown field \(field.quoted)", fix: "correct the template")
                }
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
