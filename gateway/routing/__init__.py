"""Who should see the letter first."""
