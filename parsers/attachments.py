"""The files of a letter as values: nothing is unpacked, run or fetched."""

import hashlib

from parsers import filenames
from parsers.message import Attachment
from parsers.mime import Part


def describe(part: Part) -> Attachment:
    """One file: its safe name, its size and what its bytes hash to."""
    data = part.data()
    raw = part.filename_undecoded
    disposition = part.disposition.token
    return Attachment(
        filename=filenames.clean(raw) if raw else "",
        filename_raw=filenames.storable(raw),
        content_type=part.content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        inline=disposition == "inline" or (not disposition and bool(part.content_id)),
        content_id=part.content_id,
        part=part.number,
    )
