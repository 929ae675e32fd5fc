"""Read delivery reports: RFC 3464 and the many servers that do otherwise."""

from parsers.bounces.read import read

__all__ = ["read"]
