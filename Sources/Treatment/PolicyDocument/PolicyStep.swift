package import Receivables

/// One rung of a policy.
package struct PolicyStep: Hashable, Sendable {
    /// Unique in the policy; kept with each attempt.
    package let key: String
    /// `false`: written down, and never taken.
    package let live: Bool
    package let anchor: StepAnchor
    /// In order of preference; the first that reaches the customer is taken. Never empty.
    package let channels: [ChannelChoice]
    /// A second medium that gets the same words when it can.
    package let copy: ContactMedium?
    /// Whether the letter needs a certificate of mailing.
    package let certificateOfMailing: Bool
    package let tone: Tone
    /// Template key; `nil` for a step without words.
    package let template: String?
    package let purpose: String
    package let firmness: Firmness
    /// What must be on record before the step, over and above the conditions.
    package let requires: StepRequirement
    /// Every one must hold.
    package let onlyIf: [PolicyCondition]
    /// Earlier first days for cases that meet a condition; the earliest that applies counts.
    package let earlier: [EarlierStart]
    /// For calls; `nil` otherwise.
    package let window: CallTerms?
    /// Events after which the step no longer goes in this cycle.
    package let stoppedBy: [PolicyEvent]
    /// Whether it is left out of the caps, as receipts and answers are.
    package let countsTowardCaps: Bool
    /// Line of the document the step stands on; not part of what the policy says.
    package let line: SourceLine
}

/// When a step becomes due.
package enum StepAnchor: Hashable, Sendable {
    /// So many days after the receivable is billed; 0 is the day itself.
    case billDay(Int)
    /// Days relative to the due day while nothing needs to be late: -3 is three days before.
    case due(Int)
    /// From this policy day on; `to` is the last day the business means to take, and no deadline.
    case pastDue(from: Int, to: Int)
    /// Hours after another step was done.
    case after(step: String, hours: Int)
    /// On an event, `hours` later.
    case event(PolicyEvent, hours: Int)
    /// The day the confirmed letter lets a fee begin, and no sooner than this policy day.
    case feeDate(noSoonerThan: Int)
    /// Days relative to the withdrawal moment.
    case withdrawal(Int)
    /// When a person approved it.
    case approval
}

/// How a step is carried out.
package enum StepChannel: Hashable, Sendable {
    /// A message or call through a medium.
    case medium(ContactMedium)
    /// An entry in the ledger, such as a fee.
    case ledger
    /// Work for a person of the business.
    case task
    /// A sheet for the owner or manager.
    case decision
    /// A file for an agency.
    case exporter

    /// The word the document uses.
    package var word: String {
        switch self {
        case .medium(let medium): medium.rawValue
        case .ledger: "ledger"
        case .task: "task"
        case .decision: "decision"
        case .exporter: "exporter"
        }
    }

    /// Every channel a document may name.
    package static let all: [StepChannel] =
        ContactMedium.allCases.map { .medium($0) } + [.ledger, .task, .decision, .exporter]
}

/// One channel of a step.
package struct ChannelChoice: Hashable, Sendable {
    package let channel: StepChannel
    /// Policy day before which this channel is not taken; `nil` for none.
    package let from: Int?
    /// Taken only when the customer agreed to be called.
    package let needsAgreement: Bool
    /// Template in place of the step's own; `nil` for the step's.
    package let template: String?
    /// Every one must hold for this channel to be taken.
    package let onlyIf: [PolicyCondition]
}

/// Whether a step is a reminder or has weight.
package enum Firmness: String, CaseIterable, Hashable, Sendable {
    /// Goes on when the rung before lapsed.
    case soft
    /// Needs the rung before it done or excused, keeps its distance, and rests in the quiet season.
    case firm
}

/// What a step needs on record.
package struct StepRequirement: Hashable, Sendable {
    /// Steps that must be done or excused.
    package var rungs: [String] = []
    /// How many of the steps before it must be done, `rungs` not counted.
    package var otherRungs = 0
    /// Call attempts in the cycle, unless no number is usable.
    package var callAttempts = 0
    /// Different days those attempts must fall on.
    package var callDays = 0
    /// Roles that must approve, by their words: `manager`, `owner`.
    package var approvals: [ApprovalRole] = []
    /// What the person's decision must have been; empty for any. Source: starter policies §2.1, `decision`.
    package var decided: [DecisionPath] = []
    /// The life-safety interlock of starter policies §2.3.
    package var interlock = false

    package init() {}
}

/// Who approves.
package enum ApprovalRole: String, CaseIterable, Hashable, Sendable {
    case manager
    case owner
}

/// What a person may choose on the decision sheet. Source: starter policies §2.1.
package enum DecisionPath: String, CaseIterable, Hashable, Sendable, Codable {
    /// With a reason and a date.
    case carryOn = "continue"
    case plan
    case settle
    case withdraw
    case counsel
    case agency
    case writeOff = "write-off"
}

/// A step's earlier first day.
package struct EarlierStart: Hashable, Sendable {
    package let from: Int
    package let onlyIf: [PolicyCondition]
}

/// How long and how often a call is tried.
package struct CallTerms: Hashable, Sendable {
    /// Business days after the task was made, after which it lapses.
    package let businessDays: Int
    /// Attempts that complete it.
    package let attempts: Int
}

/// A line of a policy document. All lines are equal, so that layout is no part of what a policy says.
package struct SourceLine: Hashable, Sendable {
    /// Counted from 1.
    package let number: Int

    package init(_ number: Int) { self.number = number }

    package static func == (left: SourceLine, right: SourceLine) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}
