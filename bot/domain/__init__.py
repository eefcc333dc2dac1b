"""Pure values and rules: no I/O, no Discord, nothing but the standard library."""
