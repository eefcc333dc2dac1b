"""One module a command group: it reads the interaction, calls a service and presents the answer."""
