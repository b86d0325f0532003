"""Which asteroids are there, how big, how sure, made of what."""
