"""Scheduled work: posts, chores, and the loop that sleeps until the next one."""
