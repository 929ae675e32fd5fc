"""Letters that agents exchange with clients, as values. Pure: no database, no network, no clock."""
