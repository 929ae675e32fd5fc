"""The content of an opaquely signed S/MIME part (RFC 8551 section 3.5.2, RFC 5652 section 5).

Only taken out, never verified: whose the signature is says nothing that we act on. A reader of DER
and BER that knows no more than the way to the content.
"""

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # 1.2.840.113549.1.7.2
_ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x30, 0x04, 0x24, 0xA0
_MAX_PIECES = 100_000


def is_encrypted(data: bytes) -> bool:
    """Whether the outermost content is enveloped data."""
    return _ENVELOPED_DATA in data[:64]


def signed_content(data: bytes) -> bytes | None:
    """The MIME entity inside of SignedData; None when there is none to be found."""
    start = data.find(_SIGNED_DATA, 0, 64)
    if start < 0:
        return None
    try:
        return _content(data, start + len(_SIGNED_DATA))
    except (IndexError, ValueError):
        return None


def _content(data: bytes, at: int) -> bytes | None:
    at = _into(data, at, _EXPLICIT)
    at = _into(data, at, _SEQUENCE)  # SignedData
    at = _behind(data, at)  # version
    at = _behind(data, at)  # digestAlgorithms
    at = _into(data, at, _SEQUENCE)  # encapContentInfo
    at = _behind(data, at)  # eContentType
    at = _into(data, at, _EXPLICIT)
    tag, inner, end = _element(data, at)
    if tag == _OCTETS:
        return data[inner:end]
    if tag != _OCTETS_IN_PIECES:
        return None
    pieces: list[bytes] = []
    at, stop = inner, end if end >= 0 else len(data)
    while at < stop and len(pieces) < _MAX_PIECES:
        tag, inner, end = _element(data, at)
        if tag != _OCTETS or end < 0:
            break
        pieces.append(data[inner:end])
        at = end
    return b"".join(pieces)


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, start and end of the value at ``at``; the end is -1 for the indefinite form."""
    tag, length = data[at], data[at + 1]
    if length == 0x80:
        return tag, at + 2, -1
    if length < 0x80:
        return tag, at + 2, at + 2 + length
    count = length & 0x7F
    if count > 4:
        raise ValueError
    start = at + 2 + count
    end = start + int.from_bytes(data[at + 2 : start], "big")
    return tag, start, end


def _into(data: bytes, at: int, wanted: int) -> int:
    tag, inner, _ = _element(data, at)
    if tag != wanted:
        raise ValueError
    return inner


def _behind(data: bytes, at: int) -> int:
    _, _, end = _element(data, at)
    if end < 0:
        raise ValueError
    return end
