"""`/recommend`: reasons from drama to drama, suggestions, and what members recommend to each other."""
