"""Does a text speak as one would write to a friend? ``check`` and ``check_file`` say where not."""

from acknowledgements.tone.check import check, check_file, check_named
from acknowledgements.tone.finding import Finding

__all__ = ["Finding", "check", "check_file", "check_named"]
