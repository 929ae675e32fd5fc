"""Never answer ourselves: two of our own mailboxes would talk for ever (RFC 3834 section 2)."""

from acknowledgements.decision import Action, Decision, Facts
from acknowledgements.recipient import recipient
from parsers.message import InboundMessage


def own_address(message: InboundMessage, facts: Facts) -> Decision | None:
    senders = [recipient(message), *(author.address for author in message.authors)]
    if message.sender is not None:
        senders.append(message.sender.address)
    for address in senders:
        if facts.own_addresses & {address.lower(), _untagged(address)}:
            return Decision(Action.WITHHOLD, "own_address", f"{address} is an address of ours")
    return None


def _untagged(address: str) -> str:
    """support+TOKEN@hoster.example is support@hoster.example."""
    local_part, _, domain = address.lower().rpartition("@")
    return f"{local_part.partition('+')[0]}@{domain}"
