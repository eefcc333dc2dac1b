"""What members can see, take with them and delete of what is kept about them; what goes by itself."""
