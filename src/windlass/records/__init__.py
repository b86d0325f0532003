"""Records: who wrote, signed and moved what, and whether any of it was changed since."""
