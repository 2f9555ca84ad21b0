// Treatment decides what should happen next for one case: it reads a policy (`PolicyDocument`), the dated facts of a
// case (`CaseSnapshot`) and a day, and answers with one `TreatmentDecision`. Plan arithmetic, promise outcomes and aging
// are computed here too. It must not know a clock, a database, a configuration, a channel's plugin, or whether the law
// allows the contact: that is asked of `Compliance` when a step is planned and again when it is sent.
