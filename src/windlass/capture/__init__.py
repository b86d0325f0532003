"""How does it stay."""
