"""Public holidays as plain days. The one place that meets the library ``holidays``.

Governments move days off by decree, often as late as autumn, so the hoster's own days win: he adds
those on which nobody works, and takes out those on which somebody does.
"""

from collections.abc import Iterable
from datetime import date


def days_off(
    country: str,
    years: Iterable[int],
    *,
    also_off: Iterable[date] = (),
    not_off: Iterable[date] = (),
) -> frozenset[date]:
    """The public holidays of a country (ISO 3166-1 alpha-2), corrected by the hoster's own.

    "" knows no holidays but his. ValueError says that the country is unknown. A weekend that a
    decree made a working day is not believed: an answer is only promised for days on which this
    hoster works by his own word.
    """
    public: frozenset[date] = frozenset()
    if country:
        import holidays  # half a hundred milliseconds that only a configured country costs

        try:
            public = frozenset(holidays.country_holidays(country.upper(), years=list(years)))
        except NotImplementedError:
            raise ValueError(f"no public holidays are known for the country {country!r}") from None
    return (public | frozenset(also_off)) - frozenset(not_off)
