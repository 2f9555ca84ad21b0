import Receivables
import Yams

extension PolicyReader {
    static let stepFields = [
        "step", "live", "at", "by", "copy", "certificate-of-mailing", "tone", "template", "purpose", "firmness",
        "requires", "only-if", "earlier", "window", "stopped-by", "counts",
    ]

    /// Reads the steps and checks what they say about each other.
    func steps(_ node: Node?) -> [PolicyStep] {
        let nodes = list(node, named: "steps")
        if node?.sequence != nil, nodes.isEmpty { note("steps is empty", fix: "add a step", at: node) }
        if nodes.count > PolicyDocument.stepsMax {
            note(
                "there are \(nodes.count) steps", expected: "at most \(PolicyDocument.stepsMax)",
                fix: "split it into several policies", at: node)
        }
        let read = nodes.prefix(PolicyDocument.stepsMax).compactMap { node in
            step(node).map { (step: $0, node: node) }
        }
        var first: [String: Int] = [:]
        var reached = 0
        for (step, node) in read where !step.key.isEmpty {
            if let line = first[step.key] {
                note("step \(step.key.quoted) stands twice, first on line \(line)", fix: "rename one", at: node)
            }
            checkReferences(of: step, known: Array(first.keys), all: read.map(\.step.key), at: node)
            first[step.key] = first[step.key] ?? step.line.number
            guard case .pastDue(let from, _) = step.anchor else { continue }
            if from < reached {
                note(
                    "\(step.key) begins on policy day \(from), before the step above it on day \(reached)",
                    fix: "put the steps in the order of their days", at: node)
            }
            reached = max(reached, from)
        }
        return read.map(\.step)
    }

    private func checkReferences(of step: PolicyStep, known: [String], all: [String], at node: Node) {
        var named = step.requires.rungs
        if case .after(let other, _) = step.anchor { named.append(other) }
        for other in named where !known.contains(other) {
            let isLater = all.contains(other)
            note(
                "\(step.key) needs step \(other.quoted), which \(isLater ? "does not stand above it" : "is not there")",
                fix: isLater ? "put it above" : Nearest.fix(for: other, among: known.sorted()), at: node)
        }
    }

    private func step(_ node: Node) -> PolicyStep? {
        let fields = fields(of: node, named: "a step", allowed: Self.stepFields)
        guard node.mapping != nil else { return nil }
        let key = key(fields["step"], named: "step")
        let name = key ?? "a step"
        for required in ["step", "at", "by", "tone"] where fields[required] == nil {
            note("\(required) is missing in \(name)", fix: "add \(required):", at: node)
        }
        let channels = channels(fields["by"], step: name)
        let window = callTerms(fields["window"])
        let reaches = channels.contains { $0.channel.medium != nil }
        let calls = channels.contains { $0.channel == .medium(.telephone) }
        if calls, fields["window"] == nil {
            note(
                "\(name) calls and has no window", expected: "window: {business-days: 5, attempts: 3}",
                fix: "say how long and how often the call is tried", at: node)
        } else if !calls, fields["by"] != nil, let node = fields["window"] {
            note("\(name) has a window and no telephone", fix: "remove the window or add telephone", at: node)
        }
        let template = self.key(fields["template"], named: "template")
        if reaches, fields["template"] == nil {
            note("template is missing in \(name)", fix: "add template: with the key of its words", at: node)
        }
        let copy = word(fields["copy"], as: ContactMedium.self, named: "copy")
        return PolicyStep(
            key: key ?? "", live: flag(fields["live"], named: "live") ?? true,
            anchor: anchor(fields["at"], step: name) ?? .approval, channels: channels, copy: copy,
            certificateOfMailing: flag(fields["certificate-of-mailing"], named: "certificate-of-mailing") ?? false,
            tone: word(fields["tone"], as: Tone.self, named: "tone") ?? .warm, template: template,
            purpose: text(fields["purpose"], named: "purpose") ?? "",
            firmness: word(fields["firmness"], as: Firmness.self, named: "firmness") ?? .soft,
            requires: requirement(fields["requires"]),
            onlyIf: conditions(fields["only-if"], named: "only-if"), earlier: earlier(fields["earlier"]),
            window: window, stoppedBy: words(fields["stopped-by"], as: PolicyEvent.self, named: "stopped-by") ?? [],
            countsTowardCaps: flag(fields["counts"], named: "counts") ?? true,
            line: SourceLine(node.mark?.line ?? 0))
    }

    private func channels(_ node: Node?, step: String) -> [ChannelChoice] {
        guard let node else { return [] }
        let nodes = node.sequence.map(Array.init) ?? [node]
        if nodes.isEmpty { note("by of \(step) is empty", fix: "name at least one channel", at: node) }
        let choices = nodes.compactMap { channel($0, step: step) }
        let repeated = Dictionary(grouping: choices.filter { $0.onlyIf.isEmpty }, by: \.channel)
        for (channel, same) in repeated.sorted(by: { $0.key.word < $1.key.word }) where same.count > 1 {
            note("\(channel.word) stands twice in by of \(step)", fix: "remove one", at: node)
        }
        return choices
    }

    private func channel(_ node: Node, step: String) -> ChannelChoice? {
        if node.scalar != nil {
            return channelWord(node, step: step).map {
                ChannelChoice(channel: $0, from: nil, needsAgreement: false, template: nil, onlyIf: [])
            }
        }
        let fields = fields(
            of: node, named: "a channel", allowed: ["channel", "from", "agreed", "template", "only-if"])
        if node.mapping != nil, fields["channel"] == nil {
            note("channel is missing in by of \(step)", fix: "add channel:", at: node)
        }
        guard let word = fields["channel"], let channel = channelWord(word, step: step) else { return nil }
        return ChannelChoice(
            channel: channel, from: integer(fields["from"], in: -365...3_650, named: "from"),
            needsAgreement: flag(fields["agreed"], named: "agreed") ?? false,
            template: key(fields["template"], named: "template"),
            onlyIf: conditions(fields["only-if"], named: "only-if of \(step)"))
    }

    private func channelWord(_ node: Node, step: String) -> StepChannel? {
        let text = node.scalar?.string ?? ""
        if let channel = StepChannel.all.first(where: { $0.word == text }) { return channel }
        let allowed = StepChannel.all.map(\.word)
        note(
            "unknown channel \(node.found) in \(step)", expected: Nearest.list(allowed),
            fix: Nearest.fix(for: text, among: allowed), at: node)
        return nil
    }

    private func callTerms(_ node: Node?) -> CallTerms? {
        guard let node else { return nil }
        let fields = fields(of: node, named: "window", allowed: ["business-days", "attempts"])
        let days = integer(fields["business-days"], in: 0...60, named: "business-days")
        let attempts = integer(fields["attempts"], in: 1...20, named: "attempts")
        for name in ["business-days", "attempts"] where node.mapping != nil && fields[name] == nil {
            note("\(name) is missing in window", fix: "add \(name):", at: node)
        }
        guard let days, let attempts else { return nil }
        return CallTerms(businessDays: days, attempts: attempts)
    }

    private func requirement(_ node: Node?) -> StepRequirement {
        var requires = StepRequirement()
        let fields = fields(
            of: node, named: "requires",
            allowed: ["rungs", "other-rungs", "call-attempts", "call-days", "approvals", "decided", "interlock"])
        requires.rungs = list(fields["rungs"], named: "rungs").compactMap { key($0, named: "rungs") }
        requires.otherRungs = integer(fields["other-rungs"], in: 0...20, named: "other-rungs") ?? 0
        requires.callAttempts = integer(fields["call-attempts"], in: 0...50, named: "call-attempts") ?? 0
        requires.callDays = integer(fields["call-days"], in: 0...50, named: "call-days") ?? 0
        requires.approvals = words(fields["approvals"], as: ApprovalRole.self, named: "approvals") ?? []
        requires.decided = words(fields["decided"], as: DecisionPath.self, named: "decided") ?? []
        requires.interlock = flag(fields["interlock"], named: "interlock") ?? false
        return requires
    }

    private func earlier(_ node: Node?) -> [EarlierStart] {
        list(node, named: "earlier").compactMap { node in
            let fields = fields(of: node, named: "earlier", allowed: ["from", "only-if"])
            if node.mapping != nil, fields["from"] == nil || fields["only-if"] == nil {
                note("earlier needs from and only-if", fix: "add both", at: node)
            }
            guard let from = integer(fields["from"], in: 1...3_650, named: "from") else { return nil }
            return EarlierStart(from: from, onlyIf: conditions(fields["only-if"], named: "only-if"))
        }
    }

    /// Reads the events table; the steps it names must be there.
    func events(_ node: Node?, steps: [PolicyStep]) -> [PolicyEvent: EventEffect] {
        let allowed = PolicyEvent.allCases.map(\.rawValue)
        let keys = steps.map(\.key)
        var effects: [PolicyEvent: EventEffect] = [:]
        for (name, node) in fields(of: node, named: "events", allowed: allowed) {
            guard let event = PolicyEvent(rawValue: name) else { continue }
            let fields = fields(of: node, named: name, allowed: EventEffect.fieldNames)
            var effect = EventEffect()
            effect.step = knownStep(fields["step"], named: "step of \(name)", among: keys)
            effect.insteadOf = knownStep(fields["instead-of"], named: "instead-of of \(name)", among: keys)
            effect.sleeps = sleep(fields["sleeps"])
            effect.delayDays = integer(fields["delay-days"], in: 0...60, named: "delay-days") ?? 0
            effect.evidenceDays = integer(fields["evidence-days"], in: 0...90, named: "evidence-days") ?? 0
            effect.answerBusinessDays =
                integer(fields["answer-business-days"], in: 0...60, named: "answer-business-days") ?? 0
            effect.endsLadder = flag(fields["ends-ladder"], named: "ends-ladder") ?? false
            effect.task = text(fields["task"], named: "task")
            effects[event] = effect
        }
        return effects
    }

    private func knownStep(_ node: Node?, named name: String, among keys: [String]) -> String? {
        guard let node, let key = key(node, named: name) else { return nil }
        if !keys.contains(key) {
            note(
                "\(name) is \(key.quoted), which is no step", expected: "a step of this policy",
                fix: Nearest.fix(for: key, among: keys), at: node)
        }
        return key
    }

    private func sleep(_ node: Node?) -> EventSleep? {
        guard let node else { return nil }
        let parts = (node.scalar?.string ?? "").split(separator: " ").map(String.init)
        if parts == ["until-released"] { return .untilReleased }
        if let number = parts.first.flatMap({ Int($0) }), (1...365).contains(number) {
            if parts.dropFirst() == ["days"] { return .days(number) }
            if parts.dropFirst() == ["business", "days"] { return .businessDays(number) }
        }
        note(
            "sleeps is \(node.found)", expected: "5 days, 10 business days or until-released",
            fix: "write 1 to 365 days or business days, or until-released", at: node)
        return nil
    }
}

extension EventEffect {
    static let fieldNames = [
        "step", "instead-of", "sleeps", "delay-days", "evidence-days", "answer-business-days", "ends-ladder", "task",
    ]
}
