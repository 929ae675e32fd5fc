"""The shipped letters, filled in with what only a run knows: dates, and what is answered."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from importlib.resources import files

from gateway.demo.sink import Caught
from gateway.demo.story import Step


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter ready to be sent."""

    sender: str | None
    recipient: str
    raw: bytes  # CRLF line ends


def sample(step: Step, answered: Caught | None, now: datetime) -> Sample:
    """The letter of a step; ``answered`` is the caught letter that it answers."""
    values = {"DATE": format_datetime(now), "DAY": f"{now:%d.%m.%Y}"}
    recipient = step.recipient
    if answered is not None:
        values |= {
            "MESSAGE_ID": answered.message_id,
            "REPLY_ADDRESS": answered.reply_address,
            "RETURN_PATH": answered.envelope_sender,
            "QUOTED": "\n".join(f"> {line}".rstrip() for line in answered.text.splitlines()),
        }
        if not recipient:
            recipient = answered.reply_address
            if step.sender is None and answered.envelope_sender:
                recipient = answered.envelope_sender  # where reports go (RFC 5321 section 4.5.5)
    raw = files(__package__).joinpath("letters", step.file).read_bytes()
    for name, value in values.items():
        raw = raw.replace(f"@@{name}@@".encode(), value.encode("utf-8"))
    return Sample(step.sender, recipient, raw.replace(b"\n", b"\r\n"))
