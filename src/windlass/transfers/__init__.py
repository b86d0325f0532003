"""What does it take to get there and back."""
