"""The base of every refusal: an error that becomes an answer to a member."""

from __future__ import annotations


class NamidaError(Exception):
    """An error that a person can understand and act on. Every other error is a bug."""
