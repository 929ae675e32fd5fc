"""Errors that say what to do next.

PostdeskError            one clear line for a person; the command ends with a non-zero exit
  ConfigError            the configuration cannot work: names the key
  GatewayError           a letter could not be taken; ``reply`` is SMTP's (RFC 5321, RFC 3463)
    TemporaryFailure     may succeed later: 4xx; on IMAP the letter stays where it is
    MessageRefused       can never succeed: 5xx
      MessageTooLarge
      UnknownRecipient
"""


class PostdeskError(Exception):
    """Its text is one line that says what is wrong, where, and what to do."""


class ConfigError(PostdeskError):
    """The configuration cannot work."""


class GatewayError(PostdeskError):
    """A letter could not be taken. The reply names no internals."""

    reply = "451 4.3.0 Temporary failure, please try again later"


class TemporaryFailure(GatewayError):
    """A fault of ours, or one that may pass: the other side keeps its copy."""


class MessageRefused(GatewayError):
    """Trying again cannot help."""

    reply = "550 5.7.1 Message refused"


class MessageTooLarge(MessageRefused):
    """Over the size that EHLO announced (RFC 1870)."""

    reply = "552 5.3.4 Message too big"


class UnknownRecipient(MessageRefused):
    """Not one of the configured addresses."""

    reply = "550 5.1.1 No such address here"
