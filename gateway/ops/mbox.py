"""Letters out of an mbox file, one at a time (RFC 4155, in the "mboxrd" way of quoting).

A letter begins with a line ``From `` at the top of the file or after a blank line. Lines such as
``>From `` lose one ``>``. Neither the file nor a long line is ever held whole: of a letter, no more
is kept than is parsed.
"""

from collections.abc import Iterator
from typing import BinaryIO

from gateway.errors import PostdeskError
from parsers.limits import MAX_LETTER

_BLANK = (b"\n", b"\r\n")
_PIECE = 1 << 20  # longest piece of a line that is read at once
_KEPT = MAX_LETTER + 1  # one byte more than is parsed, so that the parser names what is left out


def letters(file: BinaryIO) -> Iterator[bytes]:
    """Every letter of the file. Raises PostdeskError when it is no mbox."""
    pieces: list[bytes] | None = None  # of the letter that is being read
    size = 0
    line_begins = after_blank = True
    while piece := file.readline(_PIECE):
        if line_begins and after_blank and piece.startswith(b"From "):
            if pieces is not None:
                yield _whole(pieces)
            pieces, size = [], 0
        elif pieces is not None:
            if size < _KEPT:
                pieces.append((_unquoted(piece) if line_begins else piece)[: _KEPT - size])
                size += len(pieces[-1])
        elif piece.strip():
            raise PostdeskError("not an mbox: it does not begin with a line 'From '")
        after_blank = line_begins and piece in _BLANK
        line_begins = piece.endswith(b"\n")
    if pieces is not None:
        yield _whole(pieces)


def _unquoted(line: bytes) -> bytes:
    if line.startswith(b">") and line.lstrip(b">").startswith(b"From "):
        return line[1:]
    return line


def _whole(pieces: list[bytes]) -> bytes:
    """The letter without the blank line that separates it from the next one."""
    return b"".join(pieces[:-1] if pieces and pieces[-1] in _BLANK else pieces)
