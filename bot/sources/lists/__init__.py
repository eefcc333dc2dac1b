"""Watch lists from files: our own, and exports of other sites."""
