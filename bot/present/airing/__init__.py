"""The screens about episodes on air."""
