"""text/plain with format=flowed: soft line breaks undone (RFC 3676)."""


def unwrap(text: str, *, delete_space: bool) -> str:
    """Join the lines that end in a space to the ones that follow at the same depth of quoting."""
    paragraphs: list[str] = []
    pending: list[str] = []
    depth = -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        quoted = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if pending and quoted != depth:
            paragraphs.append(_quoted("".join(pending), depth))
            pending = []
        depth = quoted
        if bare == "-- ":  # the signature mark ends in a space and flows nowhere
            if pending:
                paragraphs.append(_quoted("".join(pending), depth))
                pending = []
            paragraphs.append(_quoted(bare, depth))
        elif bare.endswith(" "):
            pending.append(bare[:-1] if delete_space else bare)
        else:
            pending.append(bare)
            paragraphs.append(_quoted("".join(pending), depth))
            pending = []
    if pending:
        paragraphs.append(_quoted("".join(pending), depth))
    return "\n".join(paragraphs)


def _quoted(line: str, depth: int) -> str:
    return ">" * depth + " " + line if depth and line else ">" * depth + line
