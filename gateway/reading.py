"""A letter of the spool, read as the gateway reads it."""

from db.spool import Spooled
from gateway.settings import Settings
from gateway.tokens import Signer
from parsers.message import Envelope, Own
from parsers.parse import Reading, read


def own(settings: Settings, signer: Signer) -> Own:
    """By what the parser knows a letter of ours."""
    return Own(
        addresses=settings.own_addresses,
        staff=frozenset(agent.address.lower() for agent in settings.agents),
        issued=lambda message_id: signer.read_message_id(message_id) is not None,
        loop_id=settings.gateway.hostname,
    )


def envelope_of(spooled: Spooled) -> Envelope:
    """The envelope with which the letter was spooled."""
    return Envelope(
        sender=spooled.envelope_sender,
        recipients=spooled.envelope_recipients,
        known=spooled.envelope_known,
    )


def read_spooled(spooled: Spooled, ours: Own) -> Reading:
    """The letter with its files. Never raises."""
    return read(spooled.raw, envelope_of(spooled), ours)
