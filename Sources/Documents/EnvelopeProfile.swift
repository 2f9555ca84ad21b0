/// An envelope with one window, and how a sheet folded in three can lie in it.
///
/// Suppliers differ, so an envelope is data; the boxes on the sheet are computed from it.
package struct EnvelopeProfile: Hashable, Sendable {
    /// Stable name used in settings.
    package let name: String
    /// Inner width and height, millimetres.
    package let width: Double
    package let height: Double
    /// The window, millimetres from the envelope's top left corner.
    package let window: Millimetres
    /// What an address keeps free to the window's edge, millimetres.
    package let clearance: Double

    /// Describes an envelope by the window's size and its distance from the left and bottom edge.
    package init(
        name: String, width: Double, height: Double, windowWidth: Double, windowHeight: Double, fromLeft: Double,
        fromBottom: Double, clearance: Double
    ) {
        self.name = name
        self.width = width
        self.height = height
        self.window = Millimetres(
            left: fromLeft, top: height - fromBottom - windowHeight, right: fromLeft + windowWidth,
            bottom: height - fromBottom)
        self.clearance = clearance
    }

    /// #10, 4 1/8 by 9 1/2 inches, with the most common window. Room for three lines.
    ///
    /// Source: suppliers' tables; clearance: USPS DMM 202, address at least 1/8 inch clear of the window's edges.
    package static let number10 = EnvelopeProfile(
        name: "number-10", width: 241.3, height: 104.8, windowWidth: 114.3, windowHeight: 28.6, fromLeft: 22.2,
        fromBottom: 12.7, clearance: 3.2)

    /// #10 with the taller window of 1 3/8 by 4 1/2 inches. Room for five lines.
    package static let number10Tall = EnvelopeProfile(
        name: "number-10-tall", width: 241.3, height: 104.8, windowWidth: 114.3, windowHeight: 34.9, fromLeft: 22.2,
        fromBottom: 12.7, clearance: 3.2)

    /// The envelopes that can be chosen by name.
    package static let known = [number10, number10Tall]

    /// How far the folded sheet can slide to the right and down, millimetres.
    package func slack(for paper: Paper) -> (across: Double, down: Double) {
        (max(0, width - paper.width), max(0, height - paper.height / 3))
    }

    /// The part of the sheet seen through the window wherever the sheet lies, less the clearance. Holds the address.
    package func safeBox(on paper: Paper) -> Millimetres {
        let slack = slack(for: paper)
        return Millimetres(
            left: window.left, top: window.top, right: window.right - slack.across, bottom: window.bottom - slack.down
        ).inset(by: clearance)
    }

    /// The part of the sheet that can be seen through the window in some position. Holds nothing but the address.
    package func reach(on paper: Paper) -> Millimetres {
        let slack = slack(for: paper)
        return Millimetres(
            left: max(0, window.left - slack.across), top: max(0, window.top - slack.down), right: window.right,
            bottom: window.bottom)
    }
}

/// A size of paper, in millimetres.
package struct Paper: Hashable, Sendable {
    /// Stable name used in settings.
    package let name: String
    package let width: Double
    package let height: Double

    /// 8 1/2 by 11 inches.
    package static let usLetter = Paper(name: "us-letter", width: 215.9, height: 279.4)
}
