"""Tables, transactions and queries. Knows rows, not letters, and decides nothing."""
