"""OpenPGP in the text itself (RFC 9580 section 7): a signed text is read without its armour."""

_SIGNED, _SIGNATURE, _END = (
    "-----BEGIN PGP SIGNED MESSAGE-----",
    "-----BEGIN PGP SIGNATURE-----",
    "-----END PGP SIGNATURE-----",
)
_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"


def is_encrypted(text: str) -> bool:
    """Whether a line of the text begins an encrypted block."""
    return _ENCRYPTED in text and any(
        line.strip() == _ENCRYPTED for line in text.split("\n") if _ENCRYPTED in line
    )


def without(text: str) -> str:
    """The text with the lines of the signature taken out; as it is when the armour is not whole."""
    if _SIGNED not in text or _SIGNATURE not in text:
        return text
    lines = text.split("\n")
    marks = [line.strip() for line in lines]
    try:
        begin = marks.index(_SIGNED)
        blank = marks.index("", begin)
        signature = marks.index(_SIGNATURE, blank)
        end = marks.index(_END, signature)
    except ValueError:
        return text
    signed = [line.removeprefix("- ") for line in lines[blank + 1 : signature]]
    return "\n".join(lines[:begin] + signed + lines[end + 1 :])
