"""What is kept about members: finds it, deletes it, and remembers who had it deleted."""
