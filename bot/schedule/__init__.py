"""What happens by the clock: posts from the outbox, chores, and the one loop that sleeps until the next."""
