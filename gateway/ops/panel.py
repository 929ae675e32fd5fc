"""`postdesk panel`: how each wording of its suggestion did."""

from pathlib import Path

from db import panel
from gateway.ops.printable import json_text, shown
from gateway.ops.stored import stored
from gateway.settings import load_settings


def show_panel(config: Path, *, as_json: bool) -> None:
    """Print how often each wording was shown and its link followed."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        found = panel.counts(connection)
    if as_json:
        values = [
            {"wording": one.wording, "shown": one.shown, "followed": one.followed} for one in found
        ]
        print(json_text(values, indent=2))
        return
    for one in found:
        share = f"{100 * one.followed / one.shown:.0f} %"
        print(shown(f"{one.wording:<8} {one.shown} shown, {one.followed} followed ({share})"))
    if not found:
        why = "nothing was counted yet" if settings.panel.measure else "panel.measure is false"
        print(f"no suggestion of the panel is counted: {why}")
