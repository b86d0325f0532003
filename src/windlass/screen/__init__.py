"""Which of all asteroids can be reached, and returned from."""
