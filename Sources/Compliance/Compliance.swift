// Compliance answers one question: may this contact happen now?
//
// It takes facts (`GateRequest`) and rules as data (`RulePack`) and returns a `GateDecision` with the rule, its
// citation, the facts counted and the moment until which it stands. Pure functions: no clock, no database, no counters
// kept. What is not known never means allowed. The module must not know a channel plugin, send anything, or hold
// personal data in a decision.
