"""Which of all asteroids can be reached, returned from, and brought home."""
