"""What every refusal is: an answer to a member as much as an error."""

from __future__ import annotations


class NamidaError(Exception):
    """Something a person can be told and can act on; everything else is a fault of ours."""
