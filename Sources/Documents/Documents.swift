// Documents draws pages: letters as one PDF, ready to print, fold and put into window envelopes.
//
// It knows paper, envelopes, fonts and the PDF's structure. It does not know what the words say or why they are sent,
// and reads no clock: the date in a file is handed in, so that the same letters give the same bytes.
