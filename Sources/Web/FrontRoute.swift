import Hummingbird

/// `/`: what answers here and whether it is well, for whoever opens the address of a host. It holds no data.
struct FrontRoute: Sendable {
    let readiness: @Sendable () async -> Readiness

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in Page.front(PageLanguage(of: request), await readiness()) }
    }
}
