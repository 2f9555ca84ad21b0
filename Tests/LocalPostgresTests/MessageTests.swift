import Foundation
import LocalPostgres
import Logging
import Testing

/// Each refusal says what, where and the fix.
@Suite struct MessageTests {
    @Test func theDefaultIsAPlaceTheUserMayWriteTo() {
        let path = LocalPostgresOptions.defaultDataDirectory.path(percentEncoded: false)
        if geteuid() == 0 {
            #expect(path.hasPrefix("/var/lib/dunwell"))
        } else {
            #expect(path.contains("/.dunwell"))
        }
    }
}
