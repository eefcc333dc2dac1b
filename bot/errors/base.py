"""The base of every refusal: an error that becomes an answer to a member."""

from __future__ import annotations


class NamidaError(Exception):
    """Something a person can be told and can act on; everything else is a fault of ours."""
