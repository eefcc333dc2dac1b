"""Runs every benchmark: `make bench`, or `python -m bench search` for one of them."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("search", "store", "scores", "ranking", "catalogue", "recommend", "flood")


def main(names: list[str]) -> None:
    for name in names or BENCHMARKS:
        print(f"\n=== {name} ===\n", flush=True)
        # One process each, so that none measures memory that another one left.
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
