"""postdesk.toml as a frozen value: read once at start, checked whole, secrets kept out of it.

Every table forbids unknown keys, so that a misspelt one stops the start and not the thousandth
letter. An environment variable ``POSTDESK_<TABLE>__<KEY>`` overrides a key of a plain table; a
misspelt one is refused too. Secrets are named by ``password_file``, ``password_env`` or
``token_command`` and are read when they are used (``Secret.read``), so that no settings value can
print one.
"""

from gateway.settings.connections import Imap, Mailbox, Outgoing, Smtp, Web
from gateway.settings.desk import (
    DEFAULT_CATEGORY,
    Acknowledgement,
    Agent,
    DutyHours,
    Gateway,
    Job,
    Panel,
    Routing,
    RoutingRule,
    Security,
    among,
)
from gateway.settings.load import load_settings
from gateway.settings.whole import ENV_PREFIX, Settings

__all__ = [
    "DEFAULT_CATEGORY",
    "ENV_PREFIX",
    "Acknowledgement",
    "Agent",
    "DutyHours",
    "Gateway",
    "Imap",
    "Job",
    "Mailbox",
    "Outgoing",
    "Panel",
    "Routing",
    "RoutingRule",
    "Security",
    "Settings",
    "Smtp",
    "Web",
    "among",
    "load_settings",
]
