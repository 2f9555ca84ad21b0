/// Parts by dates that a customer accepted in place of one sum.
public enum PaymentPlan {}
/// One offer of a payment plan, good until its day.
public enum PlanQuote {}
