"""What happens on a schedule: posts, chores, and the one loop that sleeps until the next."""
