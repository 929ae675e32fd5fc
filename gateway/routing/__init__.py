"""Who should see the letter first, and what they need beside it."""
