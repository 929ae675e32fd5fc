"""Real servers for the tests: Dovecot, PostgreSQL and an SMTP sink, private to a test process."""
