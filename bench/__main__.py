"""Runs every benchmark: `make bench`, or `python -m bench search` for one of them."""

from __future__ import annotations

import runpy
import sys

BENCHMARKS = ("search", "store")


def main(names: list[str]) -> None:
    for name in names or BENCHMARKS:
        print(f"\n=== {name} ===\n", flush=True)
        sys.argv = [name]
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
