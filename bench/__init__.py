"""The benchmarks: each runs by hand as `python -m bench.NAME` and all of them by `make bench`."""
