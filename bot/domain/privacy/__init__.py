"""What is kept about members, and what a deletion does with it."""
