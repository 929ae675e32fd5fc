"""What a letter can be: the classes of the three questions, in the order of the model's columns."""

from typing import Literal, get_args

CategoryName = Literal["technical", "finance", "sysadmin"]
UrgencyName = Literal["outage", "technical", "diagnostics", "general", "finance"]
TopicName = Literal[
    "site_down",
    "server_unreachable",
    "login",
    "software",
    "mail",
    "network",
    "site_feature",
    "install",
    "virus",
    "domain",
    "backup",
    "other",
]
CATEGORIES: tuple[str, ...] = get_args(CategoryName)
URGENCIES: tuple[str, ...] = get_args(UrgencyName)  # answered in this order
TOPICS: tuple[str, ...] = get_args(TopicName)
