/// A rectangle in millimetres from the top left corner.
package struct Millimetres: Hashable, Sendable {
    package let left: Double
    package let top: Double
    package let right: Double
    package let bottom: Double

    /// Makes a rectangle; it may be empty when `right` is not right of `left`.
    package init(left: Double, top: Double, right: Double, bottom: Double) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    /// From side to side.
    package var width: Double { right - left }
    /// From top to bottom.
    package var height: Double { bottom - top }

    /// The rectangle smaller by `margin` on each side.
    package func inset(by margin: Double) -> Millimetres {
        Millimetres(left: left + margin, top: top + margin, right: right - margin, bottom: bottom - margin)
    }

    /// The same rectangle in points, 72 to the inch.
    var points: Millimetres {
        Millimetres(left: left.points, top: top.points, right: right.points, bottom: bottom.points)
    }
}

extension Double {
    /// Millimetres as points.
    var points: Double { self * 72 / 25.4 }
    /// Points as millimetres.
    var millimetres: Double { self * 25.4 / 72 }
}
