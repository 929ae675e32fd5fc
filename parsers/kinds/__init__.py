"""What kind of mail a letter is, by small named rules; headers before words (RFC 3834)."""

from parsers.kinds.chain import verdict
from parsers.kinds.evidence import Evidence
from parsers.kinds.silence import asks_for_silence

__all__ = ["Evidence", "asks_for_silence", "verdict"]
