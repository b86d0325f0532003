"""Economics: what it costs, what the product fetches, and when that pays."""
