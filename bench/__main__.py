"""Runs every benchmark: `make bench`, or `python -m bench search` for one of them.

With one name, what follows it are that benchmark's options: `python -m bench sockets --large`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

# Each with the options that it has among all the others, where it would take long.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "search": (),
    "store": (),
    "scores": (),
    "ranking": (),
    "catalogue": (),
    "recommend": (),
    "flood": (),
    "chat": ("--guilds", "1000", "--seconds", "3"),
    "years": ("--scale", "0.1"),
    "pictures": (),
    "sockets": ("--rounds", "2", "--seconds", "0.7", "--guilds", "1000"),
}


def main(arguments: list[str]) -> None:
    names = [argument for argument in arguments if argument in BENCHMARKS]
    if len(names) == 1:
        run(names[0], [argument for argument in arguments if argument != names[0]])
        return
    for name in names or BENCHMARKS:
        print(f"\n=== {name} ===\n", flush=True)
        run(name, () if names else BENCHMARKS[name])


def run(name: str, options: Sequence[str]) -> None:
    """Run one in a process of its own, so that none measures memory that another one left."""
    subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
