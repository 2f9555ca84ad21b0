import Email
import Installments
import PhoneLog
import PlacementCSV
import PluginKit
import PostalMail

/// Every plugin of this installation. Adding one means adding it here and to the dependencies in Package.swift.
let installedPlugins: [any Plugin.Type] = [
    EmailChannel.self, PostalMailChannel.self, PhoneLogChannel.self, PlacementCSVExporter.self,
    InstallmentPlans.self,
]
