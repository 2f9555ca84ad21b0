import Receivables

extension ImportKind {
    private static let name = FieldType.text(bytesMax: 200)
    private static let note = FieldType.text(bytesMax: 4_000, lines: true)

    /// What a service watches over or does; a row may name several.
    package static let serviceKinds = [
        "burglar", "fire", "medical", "panic", "co", "elevator", "video", "access", "maintenance", "other",
    ]

    private static func serviceAddress(_ part: String) -> String { "\(part) of the protected place, if it differs" }

    static let customerFields: [ImportField] = [
        ImportField("reference", .reference, required: true, "the customer's number in the source"),
        ImportField("kind", .choice(CustomerKind.allCases.map(\.rawValue)), "consumer, business or neither known"),
        ImportField("first_name", name, "given name of the person"),
        ImportField("last_name", name, "family name of the person, or the whole name where it is not split"),
        ImportField("business_name", name, "name of the company"),
        ImportField("email", .email, "where to write electronically"),
        ImportField("phone", .phone, "where to call first"),
        ImportField("phone2", .phone, "where to call second"),
        ImportField("line1", name, "street line of the billing address"),
        ImportField("line2", name, "unit or second line"),
        ImportField("city", name, "city"),
        ImportField("state", .state, "state, two letters or its name"),
        ImportField("zip", .zip, "ZIP or ZIP+4"),
        ImportField("country", .country, "country, US unless given"),
        ImportField("language", .choice(Language.allCases.map(\.rawValue)), "language to write in"),
        ImportField("service_line1", name, serviceAddress("street line")),
        ImportField("service_line2", name, serviceAddress("second line")),
        ImportField("service_city", name, serviceAddress("city")),
        ImportField("service_state", .state, serviceAddress("state")),
        ImportField("service_zip", .zip, serviceAddress("ZIP")),
        ImportField("notes", note, "what a person wrote about the customer"),
        ImportField("autopay", .boolean, "whether a card or bank account is charged by itself"),
        ImportField("text_consent", .boolean, "whether the customer agreed to text messages"),
    ]

    static let agreementFields: [ImportField] = [
        ImportField("reference", .reference, required: true, "the agreement's number"),
        ImportField("customer_reference", .reference, required: true, "the customer's number in the source"),
        ImportField("service_kind", .choices(serviceKinds), "what is watched over, several joined by +"),
        ImportField("monthly_amount", .money(.notNegative), "charge for one month"),
        ImportField("currency", .currency, "currency of the charge"),
        ImportField("term_months", .integer(0...1_200), "agreed length"),
        ImportField("started_on", .date, "first day of service"),
        ImportField("ended_on", .date, "last day of service, if it has ended"),
        ImportField("sold_by", name, "salesperson"),
        ImportField("home_square_feet", .integer(0...10_000_000), "size of the protected place"),
        ImportField("home_type", name, "house, townhouse, apartment"),
        ImportField("funded_by", name, "company the contract was sold to"),
        ImportField(
            "allows", .choices(["fee", "interest", "withdrawal", "balance-of-term"]),
            "what the signed words allow to be charged or done"),
        ImportField("notice_days", .integer(0...365), "days of notice before service may be withdrawn"),
    ]

    static let receivableFields: [ImportField] = [
        ImportField("reference", .reference, required: true, "the invoice's number"),
        ImportField("customer_reference", .reference, required: true, "the customer's number in the source"),
        ImportField("agreement_reference", .reference, "the agreement it arises from"),
        ImportField("billed_on", .date, required: true, "day of the invoice"),
        ImportField("due_on", .date, required: true, "last day to pay in time"),
        ImportField("amount", .money(.positive), required: true, "amount billed"),
        ImportField("currency", .currency, required: true, "currency billed in"),
        ImportField("summary", name, "what was billed, in a few words"),
        ImportField("kind", name, "the source's word for the sort of charge"),
        ImportField("disputed", .boolean, "whether the customer objected"),
        ImportField("service_period_from", .date, "first day billed for"),
        ImportField("service_period_to", .date, "last day billed for"),
        ImportField("settled_on", .date, "day it was paid in full, where the source knows"),
    ]

    static let paymentFields: [ImportField] = [
        ImportField("reference", .reference, required: true, "the payment's number in the source"),
        ImportField("customer_reference", .reference, required: true, "the customer's number in the source"),
        ImportField("receivable_reference", .reference, "the invoice it was meant for; else the oldest first"),
        ImportField("paid_on", .date, required: true, "day the money arrived"),
        ImportField("amount", .money(.positive), required: true, "amount received"),
        ImportField("currency", .currency, required: true, "currency received"),
        ImportField("method", name, "cheque, card, bank"),
    ]

    static let openItemFields: [ImportField] = [
        ImportField("customer_reference", .reference, required: true, "the customer's number or name in the source"),
        ImportField("reference", .reference, required: true, "the invoice's number"),
        ImportField("billed_on", .date, "day of the invoice"),
        ImportField("due_on", .date, required: true, "last day to pay in time"),
        ImportField("amount", .money(.notZero), "amount billed"),
        ImportField("open_amount", .money(.notZero), required: true, "amount still open; negative is a credit"),
        ImportField("currency", .currency, required: true, "currency billed in"),
        ImportField("summary", name, "what was billed, in a few words"),
    ]

    static let historyFields: [ImportField] = [
        ImportField("customer_reference", .reference, required: true, "the customer's number in the source"),
        ImportField("step", name, required: true, "which step of the earlier process"),
        ImportField(
            "medium", .choice(ContactMedium.allCases.map(\.rawValue)), required: true, "how the customer was reached"),
        ImportField("happened_on", .date, required: true, "day it was sent or done"),
        ImportField("receivable_reference", .reference, "the invoice it was about"),
    ]

    static let autopayFields: [ImportField] = [
        ImportField("reference", .reference, required: true, "the try's number in the source"),
        ImportField("customer_reference", .reference, required: true, "the customer's number in the source"),
        ImportField("receivable_reference", .reference, "the invoice it was for"),
        ImportField("failed_on", .date, required: true, "day it was declined or came back"),
        ImportField("code", .reference, required: true, "return or decline code, such as R01, 54 or expired_card"),
        ImportField("next_try_on", .date, "day the source tries again; empty when it does not"),
    ]
}
