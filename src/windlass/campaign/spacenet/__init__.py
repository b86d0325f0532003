"""SpaceNet's scenario files: read, replayed, and made tables of."""
