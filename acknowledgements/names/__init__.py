"""The given name in a display name, if it is sure: see ``first_name``."""

from acknowledgements.names.display_name import first_name

__all__ = ["first_name"]
