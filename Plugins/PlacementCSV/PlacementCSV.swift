// The module's opening comment comes with its first file.
