@testable import Correspondence

/// The texts Dunwell ships, read once for all tests.
let shippedTexts = Result { try TemplateCatalog.builtIn() }
