"""Bytes to InboundMessage. Pure: no database, no network, no clock."""
