"""Pure values and rules. Uses only the standard library: no I/O, no Discord."""
