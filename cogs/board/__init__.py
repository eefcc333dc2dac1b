"""What members say about dramas: threads, comments, quotes, marked messages."""
