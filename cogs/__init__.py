"""One module per command group: it reads the interaction, calls a service and presents the answer."""
