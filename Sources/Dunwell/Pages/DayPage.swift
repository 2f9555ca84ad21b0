import Operations
import Receivables

/// A day's work as text for a terminal: each thing with its minutes, why, and the command to copy.
struct DayPage {
    let plan: DayPlan
    /// Name of the tenant.
    let name: String
    let typed: TypedCommand
    var widthMax = Terminal.width

    /// Most of what is left for when there is time, decisions not counted.
    private static let restMax = 20

    var text: String {
        let sum = plan.items.map(\.minutes).reduce(0, +)
        guard !plan.items.isEmpty || !plan.ifThereIsTime.isEmpty else {
            return "\(name), \(plan.day): nothing to do" + notRun + notNow
        }
        let things =
            plan.items.isEmpty
            ? "nothing that has to be done today"
            : "\(plan.items.count.counted("thing")), about \(sum.counted("minute"))"
        var lines = ["\(name), \(plan.day): \(things)" + notRun]
        for (index, item) in plan.items.enumerated() { lines += [""] + self.lines(item, number: index + 1) }
        if !plan.ifThereIsTime.isEmpty {
            lines += ["", "If there is time:"]
            let shown = rest
            for (index, item) in shown.enumerated() {
                lines += [""] + self.lines(item, number: plan.items.count + index + 1)
            }
            let more = plan.ifThereIsTime.count - shown.count
            if more > 0 {
                lines +=
                    ["", "and \(more) more, none of them a decision; all of them with:"]
                    + command("dunwell today --json --minutes \(plan.minutes) --tenant \(plan.tenant)")
            }
        }
        if (plan.items + plan.ifThereIsTime).contains(where: { $0.command.contains("'<") }) {
            lines += ["", "What stands in <…> only you know: write it in its place before you run the command."]
        }
        return lines.joined(separator: "\n") + notNow
    }

    /// What is shown of what is left: every decision, since nothing happens to a case without one, and as much of the
    /// rest as there is room for.
    private var rest: [DayItem] {
        var room = Self.restMax
        return plan.ifThereIsTime.filter { item in
            if item.kind.isDecision { return true }
            room -= 1
            return room >= 0
        }
    }

    /// That the list is not of all that is due, where it is not.
    private var notRun: String {
        guard plan.casesNotLookedAt > 0 else { return "" }
        let cases = plan.casesNotLookedAt.counted("case")
        return
            ([""]
            + wrapped(
                "\(cases) with something due that is not planned yet; run the book first:", indent: "")
            + command("dunwell run --tenant \(plan.tenant)")).joined(separator: "\n")
    }

    private var notNow: String {
        guard !plan.notNow.isEmpty else { return "" }
        let lines = plan.notNow.flatMap { item in
            wrapped(
                "\(item.customer) \(item.name): \(Self.sentence(item.why))"
                    + (item.by.map { "; the task ends \($0)" } ?? ""),
                indent: "  ")
        }
        return (["\n", "Not to be called now:"] + lines).joined(separator: "\n")
    }

    /// What goes on after it needs no full stop.
    private static func sentence(_ words: String) -> String { words.hasSuffix(".") ? String(words.dropLast()) : words }

    private func lines(_ item: DayItem, number: Int) -> [String] {
        let about = [item.customer, item.name].filter { !$0.isEmpty }.joined(separator: " ")
        let by = item.by.map { ", by \($0)" } ?? ""
        let head = "\(number). \(item.kind.words)\(about.isEmpty ? "" : ": \(about)") (\(item.minutes) min\(by))"
        return wrapped(head, indent: "") + wrapped(item.why, indent: "   ") + command(item.command)
    }

    private func wrapped(_ text: String, indent: String) -> [String] {
        TextTable.wrapped(text, widthMax - indent.count).map { indent + $0 }
    }

    /// The command in lines a shell reads as one.
    private func command(_ command: String) -> [String] {
        guard command.hasPrefix("dunwell ") else { return command.isEmpty ? [] : ["   \(command)"] }
        return CommandText.command(typed.whole(command), indent: "   ", widthMax: widthMax)
    }
}
