"""`postdesk parse`: what a letter says, as one JSON object per letter."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from gateway.errors import PostdeskError
from gateway.ops import mbox
from gateway.ops.printable import json_text
from parsers.limits import MAX_LETTER
from parsers.message import Address, Attachment, Bounce, Envelope, InboundMessage, Own
from parsers.parse import parse

NO_ENVELOPE = Envelope(known=False)


def letter_value(message: InboundMessage, file: str) -> dict[str, Any]:
    """The object that describes a letter."""
    return {
        "file": file,
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "thread_index": message.thread_index,
        "date": message.date.isoformat() if message.date else None,
        "from": _address(message.header_from),
        "reply_to": [_address(one) for one in message.reply_to],
        "to": [_address(one) for one in message.to],
        "cc": [_address(one) for one in message.cc],
        "subject": message.subject,
        "subject_base": message.subject_base,
        "language": message.language,
        "kind": message.kind.value,
        "kind_reason": message.kind_reason,
        "text": message.text,
        "html": message.html,
        "new_text": message.new_text,
        "quoted_text": message.quoted_text,
        "signature": message.signature,
        "attachments": [_attachment(one) for one in message.attachments],
        "bounce": _bounce(message.bounce) if message.bounce else None,
        "defects": list(message.defects),
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    names = ("filename", "content_type", "size", "sha256", "inline", "content_id")
    return {name: getattr(attachment, name) for name in names}


def _bounce(bounce: Bounce) -> dict[str, Any]:
    names = ("address", "action", "status", "diagnostic")
    return {
        "original_message_id": bounce.original_message_id,
        "recipients": [{name: getattr(one, name) for name in names} for one in bounce.recipients],
    }


def read_letter(file: str) -> bytes:
    """The bytes of a letter; ``-`` is the standard input. Raises PostdeskError."""
    with _opened(file) as source:
        try:
            return source.read(MAX_LETTER + 1)  # one byte more than is parsed: the parser says so
        except OSError as error:
            raise PostdeskError(f"{file}: {error.strerror}") from None


def print_parsed(files: Iterable[str], mboxes: Iterable[str]) -> list[str]:
    """Print one line of JSON per letter. Gives what could not be read, in words."""
    errors = []
    sources = [_one(file) for file in files] + [_of_mbox(file) for file in mboxes]
    for source in sources:
        try:
            for name, raw in source:
                print(json_text(letter_value(parse(raw, NO_ENVELOPE, Own()), name)))
        except PostdeskError as error:
            errors.append(str(error))
    return errors


def _one(file: str) -> Iterator[tuple[str, bytes]]:
    yield file, read_letter(file)


def _of_mbox(file: str) -> Iterator[tuple[str, bytes]]:
    with _opened(file) as source:
        try:
            for number, raw in enumerate(mbox.letters(source), start=1):
                yield f"{file}#{number}", raw
        except PostdeskError as error:
            raise PostdeskError(f"{file}: {error}") from None
        except OSError as error:
            raise PostdeskError(f"{file}: {error.strerror}") from None


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise PostdeskError(f"{file}: {error.strerror}") from None
