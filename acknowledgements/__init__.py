"""Facts about a letter -> an acknowledgement, or the reason for none. Pure."""
