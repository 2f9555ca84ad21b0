/// Who signs up: a dealer, a small business, a billing office. Everything it keeps is invisible to other tenants.
public enum Tenant {}
/// A trading name under a tenant, with its own receivables, books, sender identity and default policy.
public enum Business {}
/// Whoever owes, person or business: the tenant wants to keep them.
public enum Customer {}
/// The contract under which receivables arise, such as an alarm monitoring agreement.
public enum Agreement {}
/// One amount owed: an invoice, a fee, a loan balance.
public enum Receivable {}
/// One customer's receivables of one business, worked together.
public enum CollectionCase {}
/// An address with its consents: e-mail, telephone, postal.
public enum ContactPoint {}
/// Any act to reach someone about a debt. Source: 12 CFR 1006.2(b).
public enum ContactAttempt {}
/// A dated reason why nothing may be sent or placed.
public enum Hold {}
/// A sum by a date, given by the customer.
public enum PromiseToPay {}
/// The customer's objection to all or part of what is asked.
public enum Dispute {}
/// A collections policy of one business.
public enum Policy {}
/// One published, immutable version of a policy.
public enum PolicyVersion {}
/// Letters of one business and day, printed and mailed together.
public enum MailBatch {}
/// A third party that works placed cases.
public enum Agency {}
/// One file of placements given to one agency.
public enum PlacementBatch {}
/// One case given to one agency.
public enum Placement {}
/// Postings that belong together.
public enum JournalEntry {}
/// A place in the books that money moves from and to.
public enum LedgerAccount {}
/// One unit of durable work.
public enum Job {}
