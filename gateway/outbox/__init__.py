"""Outgoing mail: letters built from clean values, and their way to the next server."""
