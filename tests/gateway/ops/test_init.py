import re
from pathlib import Path

import pytest

from gateway.errors import PostdeskError
from gateway.ops.init import template, write_template
from gateway.settings import Settings, load_settings

_KEY = re.compile(r"# (?=(?:[a-z_]+ = |\[{1,2}[a-z.-]+\]{1,2}$))", re.MULTILINE)


def loaded(folder: Path, text: str) -> Settings:
    path = folder / "postdesk.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_the_file_loads_as_it_is(tmp_path: Path) -> None:
    settings = load_settings(write_template(tmp_path, force=False))
    assert settings.intake.smtp is not None
    assert settings.intake.smtp.endpoint == ("127.0.0.1", 8025)
    assert settings.gateway.database == f"sqlite:///{tmp_path}/var/postdesk.db"
    assert len(settings.agents) == 1


def test_every_key_that_is_commented_out_is_valid(tmp_path: Path) -> None:
    text = _KEY.sub("", template())
    assert text.count("\n# ") > 20  # the explanations stay
    settings = loaded(tmp_path, text)
    assert settings.mailboxes[0].imap is not None
    assert list(settings.jobs) == ["poll-support", "learn"]
    assert len(settings.agents) == 2


def test_what_is_commented_out_as_a_default_is_the_default(tmp_path: Path) -> None:
    """But the examples: keys that have no default, or whose example says more than it."""
    as_it_is = loaded(tmp_path, template())
    text = _KEY.sub("", template())
    cut = re.sub(
        r"(?m)^(company|trusted_authserv_ids|check_spf_at|tls_cert|tls_key|ca_file|user|password_file"
        r"|categories|languages|phone|chat|incidents|texts|targets|delay|country|days_off|working_days"
        r"|urgencies|on_call|services|hours|blocked_senders|name_en|gender|away|public_url"
        r"|sending_domain|sending_addresses) = .*\n",
        "",
        text[: text.index('[[agents]]\nname = "Anna')] + '[panel]\nkind = "none"\n',
    )
    cut = re.sub(r"(?s)\[\[routing\.rules\]\].*?\n\n", "\n", cut)
    cut = re.sub(r"(?s)\[mailboxes\.imap\].*?\n\n", "\n", cut)
    assert loaded(tmp_path, cut) == as_it_is


def test_every_key_of_the_settings_is_in_the_file() -> None:
    text = template()
    names = {
        name
        for model in _tables(Settings)
        for name, field in model.model_fields.items()
        if not _tables_of(field.annotation)
    }
    missing = {
        name
        for name in names - {"cron", "password_env", "token_command"}
        if f"{name} =" not in text
    }
    assert missing == set()
    assert "cron =" in text


def _tables(model: type) -> list[type]:
    found = [model]
    for field in model.model_fields.values():
        for table in _tables_of(field.annotation):
            found += _tables(table)
    return found


def _tables_of(annotation: object) -> list[type]:
    options = [annotation, *getattr(annotation, "__args__", ())]
    return [one for one in options if isinstance(one, type) and hasattr(one, "model_fields")]


def test_an_existing_file_is_left_alone_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("mine")
    with pytest.raises(PostdeskError, match=r"own\.toml: is there already"):
        write_template(path, force=False)
    assert path.read_text() == "mine"
    write_template(path, force=True)
    assert path.read_text(encoding="utf-8") == template()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PostdeskError, match="No such file or directory"):
        write_template(tmp_path / "none" / "postdesk.toml", force=False)
