"""The application: intake, decisions, outbox, schedule and the commands around the pure core."""
