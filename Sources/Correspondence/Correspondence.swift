// Correspondence turns facts into words: an e-mail, a letter or a call script, in the customer's language.
//
// It knows templates, their fields, tones, languages and what a message must and must never say. It does not decide
// whether anything is sent, does not draw pages, and never reads a clock, a database or the network.
