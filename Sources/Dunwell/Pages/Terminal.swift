import Foundation

/// The terminal data is printed to.
enum Terminal {
    /// Columns of the terminal, from 60 to 160; 100 where data goes to a file or another program.
    static var width: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 100
        }
        return min(160, max(60, Int(size.ws_col)))
    }
}
