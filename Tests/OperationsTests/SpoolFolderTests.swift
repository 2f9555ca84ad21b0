import Foundation
import Receivables
import Testing

@testable import Operations

struct SpoolFolderTests {
    @Test func everyFolderOfATenantIsForTheServiceAlone() throws {
        let root = TestTenant.spool()
        defer { try? FileManager.default.removeItem(at: root) }  // a leftover in the temporary folder harms nobody
        let (tenant, business) = (Identifier<Tenant>(), Identifier<Business>())
        let made = try SpoolFolder(root).folder(tenant: tenant, business: business, kind: "postal-mail")
        #expect(made.path == root.appending(path: "\(tenant)/\(business)/postal-mail").path)
        for path in ["\(tenant)", "\(tenant)/\(business)", "\(tenant)/\(business)/postal-mail"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: root.appending(path: path).path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
        }
        #expect(try SpoolFolder(root).folder(tenant: tenant, business: business, kind: "postal-mail") == made)
    }
}
