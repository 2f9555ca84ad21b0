import Foundation
import Installments
import Logging
import Operations
import PluginKit
import Receivables

/// Plans for an invented customer, computed by the provider that would compute them for a real one.
enum PreviewPlans {
    /// Asks the provider with its standard settings; nothing is stored.
    static func quoting() throws -> PlanQuoting {
        let provider = InstallmentPlans()
        let settings = try PluginConfiguration(schema: InstallmentPlans.manifest.configuration)
        let context = PluginContext(
            tenantID: Identifier(), businessID: Identifier(), configuration: settings,
            now: BusinessInstant(microseconds: 0), timeZone: .gmt, deadline: .seconds(30),
            spoolDirectory: FileManager.default.temporaryDirectory, logger: Logger(label: "preview"))
        return { situation in
            guard case .offered(let offers) = await provider.offers(in: situation, context: context) else { return [] }
            return offers
        }
    }
}
