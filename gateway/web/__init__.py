"""Pages by HTTP: how the gateway is, and the counted way to the panel."""
