"""Converts arrays to their bytes and back, without copying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = "bytes | memoryview[int]"
Parts = Mapping[str, Bytes]
Kind = TypeVar("Kind", bound=np.generic)


def bytes_of(part: Bytes | NDArray[np.generic]) -> memoryview[int]:
    """The bytes of a text, an array or a view of one."""
    # An array of no length cannot be cast.
    view = memoryview(part)  # type: ignore[arg-type]  # arrays are buffers; mypy sees that from 3.12 on
    return view.cast("B") if view.nbytes else memoryview(b"")


def array(part: Bytes, kind: type[Kind]) -> NDArray[Kind]:
    """A read-only array over these bytes."""
    return np.frombuffer(part, kind)
