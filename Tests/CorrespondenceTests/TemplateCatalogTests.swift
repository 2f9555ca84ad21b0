import Receivables
import Testing

@testable import Correspondence

struct TemplateCatalogTests {
    /// What the residential policy names up to `nudge`. Source: starter policies §2.1.
    private static let promised: [(key: String, media: [ContactMedium])] = [
        ("bill", [.email, .post]), ("courtesy", [.email, .text]),
        ("autopay-failed", [.email, .text, .telephone]),
        ("statement", [.email, .post]), ("first-call", [.telephone, .text, .email]),
        ("call-back", [.telephone, .email]),
        ("satisfaction", [.email, .post]), ("nudge", [.post, .email]),
    ]

    @Test func everyStepHasItsTextsInBothLanguages() throws {
        let catalog = try TemplateCatalog.builtIn()
        for (key, media) in Self.promised {
            for medium in media {
                for language in Language.allCases {
                    #expect(catalog.contains(TemplateName(key: key, language: language, medium: medium)))
                }
            }
        }
    }

    @Test func anUnknownFieldIsRefusedWhenLoaded() throws {
        let error = #expect(throws: TemplateCatalogError.self) {
            try TemplateCatalog(texts: Self.texts(body: "Dear {{customerNmae}}"))
        }
        #expect(error?.findings.contains { $0.template == "x/en/email" && $0.field == "customerNmae" } == true)
    }

    @Test func aFactThatMayBeUnknownNeedsASectionOrADeclaration() throws {
        #expect(throws: TemplateCatalogError.self) {
            try TemplateCatalog(texts: Self.texts(body: "We try again on {{nextTryOn}}."))
        }
        let wrapped = "{{#nextTryOn}}We try again on {{nextTryOn}}.{{/nextTryOn}}"
        #expect(try TemplateCatalog(texts: Self.texts(body: wrapped)).names.count == 1)
        let declared = try TemplateCatalog(texts: Self.texts(needs: "nextTryOn", body: "We try on {{nextTryOn}}."))
        #expect(declared.needs(Self.name) == ["nextTryOn"])
        #expect(throws: RenderingRefusal.missingFact(Self.name, field: "nextTryOn")) {
            try declared.render(template: "x", language: .english, medium: .email, facts: .sample())
        }
    }

    @Test(arguments: [
        "{{{customerName}}}", "{{&customerName}}", "{{>other}}", "{{#oneItem}}open", "{{oneItem}}", "{{x",
    ])
    func tagsThatCouldLeaveGapsOrSkipEscapingAreRefused(body: String) {
        #expect(throws: TemplateCatalogError.self) { try TemplateCatalog(texts: Self.texts(body: body)) }
    }

    @Test func aMissingSectionIsNamed() throws {
        var texts = Self.texts(body: "Hello")
        texts["x/en/email.mustache"] = "## subject\nHello\n"
        let error = #expect(throws: TemplateCatalogError.self) { try TemplateCatalog(texts: texts) }
        #expect(error?.findings.map(\.field).sorted() == ["body", "preview"])
    }

    @Test func theVersionChangesWithEveryWord() throws {
        let one = try TemplateCatalog(texts: Self.texts(body: "Hello"))
        let other = try TemplateCatalog(texts: Self.texts(body: "Hello there"))
        #expect(one.version(Self.name) != other.version(Self.name))
        #expect(one.version(Self.name) == (try TemplateCatalog(texts: Self.texts(body: "Hello"))).version(Self.name))
    }

    private static let name = TemplateName(key: "x", language: .english, medium: .email)

    private static func texts(needs: String = "", body: String) -> [String: String] {
        let common = TemplateStructure.commonSections.map { "## \($0)\nwords\n" }.joined(separator: "\n")
        return [
            "common/en.mustache": common, "layout/email.mustache": "<body></body>",
            "x/en/email.mustache": "needs: \(needs)\n## subject\nHello\n## preview\nHello\n## body\n\(body)\n",
        ]
    }
}
