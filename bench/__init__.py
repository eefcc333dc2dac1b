"""The benchmarks. `python -m bench NAME` runs one, `make bench` runs all."""
