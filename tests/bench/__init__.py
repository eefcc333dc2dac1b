"""The benchmarks run: what they print, never how fast anything is."""
