"""Every statement of the store that a test runs has its plan looked at, once a process."""
