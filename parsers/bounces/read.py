"""A delivery report from a letter, whatever server wrote it (RFC 3464, RFC 3462, RFC 3463)."""

from email.message import Message

from parsers.message import Bounce, Own


def read(message: Message, own: Own) -> Bounce | None:  # noqa: ARG001
    """The report that ``message`` is, or None. Never raises."""
    return None
