"""SQL about members and their profiles."""
