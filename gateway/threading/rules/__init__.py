"""One file for each way to find the ticket. The order is in ``gateway.threading.chain``."""
