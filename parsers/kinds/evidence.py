"""All that a rule may know of a letter when it tells what kind of mail it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from parsers.message import Address, Bounce, Own

_NO_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NOBODY = Address("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Claims of one letter, decoded. Whatever the letter did not say has its empty value."""

    fields: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: _NO_FIELDS
    )  # lower-case name; top first
    content_type: str = "text/plain"  # of the letter, lower case
    report_type: str = ""  # parameter of multipart/report (RFC 6522), lower case
    part_types: tuple[str, ...] = ()  # content types in walk order, the letter's own first
    subject: str = ""
    new_text: str = ""  # without quotation, signature and notices of lawyers; "" where unknown
    text: str = ""  # the readable text, quotations included
    header_from: Address = _NOBODY
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    envelope_sender: str | None = None  # None is the null one when ``envelope_sender_known``
    envelope_sender_known: bool = False
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    own: Own = field(default_factory=Own)
    bounce: Bounce | None = None
    calendar_method: str = ""  # METHOD of a text/calendar part (RFC 5546), lower case

    @property
    def by_staff(self) -> bool:
        """Whether one of our agents is the author: his answers say what notices say."""
        return self.header_from.key in self.own.staff

    @property
    def answers_ours(self) -> bool:
        """Whether it cites a letter that only we can have sent."""
        return any(map(self.own.issued, (*self.in_reply_to, *self.references)))

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a field, top first."""
        return self.fields.get(name, ())

    def value(self, name: str) -> str:
        """The topmost value of a field, "" when the letter has none."""
        values = self.fields.get(name)
        return values[0] if values else ""
