import Foundation
import Testing

@testable import Dunwell

struct TypedCommandTests {
    @Test func theLineWorksFromAnyDirectory() {
        let data = URL(filePath: "/srv/our data/it's", directoryHint: .isDirectory)
        let typed = TypedCommand(data: data, called: "/opt/dunwell/bin/dunwell")
        #expect(typed.line("verify") == "/opt/dunwell/bin/dunwell verify --data '/srv/our data/it'\\''s'")
    }

    @Test func aProgramFoundOnThePathAndARelativeOneAreNamedSoThatTheyAreFound() {
        let data = URL(filePath: "/srv/dunwell", directoryHint: .isDirectory)
        #expect(TypedCommand(data: data, called: "dunwell").line("doctor") == "dunwell doctor --data /srv/dunwell")
        #expect(TypedCommand(data: data, called: "build/dunwell").line("doctor").hasPrefix("/"))
    }
}
