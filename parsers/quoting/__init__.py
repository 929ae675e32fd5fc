"""What the sender of a letter wrote himself, apart from what he quotes and from his signature.

A reply has no standard form: RFC 3676 section 4.5 knows the marks ``>`` and section 4.3 the line
``-- ``, all else is the habit of mail programs. So the lines are classed by what they look like in
any language (:mod:`.quoted`, :mod:`.attribution`, :mod:`.header_block`, :mod:`.separators`,
:mod:`.signature`), and :mod:`.splitter` decides over them. The words are in ``phrases.toml``.
"""

from parsers.quoting.splitter import Split, split

__all__ = ["Split", "split"]
