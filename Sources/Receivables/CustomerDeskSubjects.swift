/// What a person wrote down about a customer.
public enum CustomerNote {}
/// An automatic payment that was declined or came back.
public enum AutopayFailure {}
