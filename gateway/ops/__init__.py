"""What operators see: letters, tickets, jobs and health as values, as JSON and as text."""
