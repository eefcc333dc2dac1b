"""Runs every benchmark: `make bench`, or `python -m bench search` for one of them."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("search", "store")


def main(names: list[str]) -> None:
    for name in names or BENCHMARKS:
        print(f"\n=== {name} ===\n", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
