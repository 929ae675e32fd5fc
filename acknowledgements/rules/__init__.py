"""One file for each reason not to acknowledge. The order is in ``acknowledgements.chain``."""
