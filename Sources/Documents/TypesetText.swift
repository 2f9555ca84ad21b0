import CPangoCairo
import Foundation

/// How a text looks.
struct TextStyle: Hashable {
    enum Alignment: Hashable { case left, right, center }

    var size: Double
    var isBold = false
    var ink = Ink.text
    var alignment = Alignment.left
    /// Distance of baselines in sizes.
    var leading = 1.36

    /// Distance of baselines, points.
    var pitch: Double { size * leading }
}

/// A colour of ink, 0 to 1.
struct Ink: Hashable {
    let red: Double
    let green: Double
    let blue: Double

    static let text = Ink(red: 0.09, green: 0.12, blue: 0.16)
    static let quiet = Ink(red: 0.33, green: 0.38, blue: 0.43)
    static let line = Ink(red: 0.72, green: 0.76, blue: 0.80)
    /// The product's own.
    static let brand = Ink(red: 0.106, green: 0.31, blue: 0.541)

    init(red: Double, green: Double, blue: Double) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// Reads `#1B4F8A`; `nil` for any other form, and for a colour too pale to read on white.
    ///
    /// Source: WCAG 2.2 §1.4.3, a contrast of 4.5 to 1.
    init?(hexadecimal text: String) {
        guard text.utf8.count == 7, text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16) else {
            return nil
        }
        let parts = [value >> 16, value >> 8, value].map { Double($0 & 0xFF) / 255 }
        let linear = parts.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        guard 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) >= 4.5 else { return nil }
        self.init(red: parts[0], green: parts[1], blue: parts[2])
    }
}

/// A text broken into lines, ready to be drawn line by line.
///
/// Lines are placed by their baselines, `leading` apart, so that a fallback font cannot push them around.
final class TypesetText {
    let style: TextStyle
    let lineCount: Int
    /// Width of the widest line, points.
    let width: Double
    /// Count of characters no font could draw.
    let unknownGlyphs: Int
    private let layout: OpaquePointer

    /// - Parameter width: Where lines break, points; `nil` for one line of any width.
    init(_ text: String, style: TextStyle, width: Double?, in typesetter: Typesetter) {
        self.style = style
        layout = typesetter.layout(text, style: style, width: width)
        lineCount = Int(pango_layout_get_line_count(layout))
        unknownGlyphs = Int(pango_layout_get_unknown_glyphs_count(layout))
        var (ink, logical) = (PangoRectangle(), PangoRectangle())
        pango_layout_get_extents(layout, &ink, &logical)
        self.width = Double(logical.width) / Double(PANGO_SCALE)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Distance of baselines, points.
    var pitch: Double { style.pitch }
    /// From the top of the first line to the bottom of the last, points.
    var height: Double { Double(lineCount) * pitch }

    /// Draws one line with its baseline at `baseline`; `left` and `right` bound the line for its alignment.
    func draw(line index: Int, left: Double, right: Double, baseline: Double, on cairo: OpaquePointer) {
        guard let line = pango_layout_get_line_readonly(layout, Int32(index)) else { return }
        var (ink, logical) = (PangoRectangle(), PangoRectangle())
        pango_layout_line_get_extents(line, &ink, &logical)
        let lineWidth = Double(logical.width) / Double(PANGO_SCALE)
        let x =
            switch style.alignment {
            case .left: left
            case .right: right - lineWidth
            case .center: (left + right - lineWidth) / 2
            }
        cairo_set_source_rgb(cairo, style.ink.red, style.ink.green, style.ink.blue)
        cairo_move_to(cairo, x, baseline)
        pango_cairo_show_layout_line(cairo, line)
    }
}

/// Sets text in the one font letters are printed in.
final class Typesetter {
    /// Metric-compatible with what office printers know; DejaVu stands in for single characters it lacks.
    static let family = "Liberation Sans"

    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer

    init() throws(LetterFileError) {
        guard let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT),
            let context = pango_font_map_create_context(map)
        else { throw .drawing(reason: "no FreeType font map") }
        fontMap = map
        self.context = context
        pango_cairo_context_set_resolution(context, 72)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        guard Self.isInstalled(in: map, context) else { throw .fontMissing(family: Self.family) }
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(fontMap))
    }

    /// A new layout; the caller releases it.
    func layout(_ text: String, style: TextStyle, width: Double?) -> OpaquePointer {
        guard let layout = pango_layout_new(context) else { preconditionFailure("pango_layout_new returns a layout") }
        let font = Self.description(style)
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
        if let width {
            pango_layout_set_width(layout, Int32((width * Double(PANGO_SCALE)).rounded(.down)))
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        } else {
            pango_layout_set_single_paragraph_mode(layout, 1)
        }
        return layout
    }

    private static func description(_ style: TextStyle) -> OpaquePointer? {
        let font = pango_font_description_new()
        pango_font_description_set_family(font, "\(family), DejaVu Sans")
        pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        return font
    }

    private static func isInstalled(in map: UnsafeMutablePointer<PangoFontMap>, _ context: OpaquePointer) -> Bool {
        let wanted = description(TextStyle(size: 10))
        defer { pango_font_description_free(wanted) }
        guard let font = pango_font_map_load_font(map, context, wanted) else { return false }
        defer { g_object_unref(UnsafeMutableRawPointer(font)) }
        let found = pango_font_describe(font)
        defer { pango_font_description_free(found) }
        return pango_font_description_get_family(found).map { String(cString: $0) } == family
    }
}
