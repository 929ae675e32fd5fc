"""The command line: each command reads its arguments, calls one function and prints what it gives.

Whatever an operator can get wrong ends in one line on the standard error and a non-zero exit: 2 for
a wrong call, 1 for everything else. What a command needs is imported when it runs, so that --help
is there at once.
"""

import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="postdesk",
    help="An e-mail gateway for the support of hosting companies.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="The configuration file.", metavar="FILE")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CONFIG = Path("postdesk.toml")


class State(StrEnum):
    """The states of a ticket."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    ASIDE = "aside"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"postdesk {version('postdesk')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """An e-mail gateway for the support of hosting companies."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


@app.command()
def init(
    path: Annotated[Path, typer.Argument(help="File or folder to write to.")] = CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
) -> None:
    """Write a commented configuration that runs as it is."""
    from gateway.ops.init import write_template

    target = write_template(path, force=force)
    print(f"{target} is written; next: postdesk run --config {target}")


@app.command()
def run(
    config: ConfigOption = CONFIG,
    new_key: Annotated[
        bool,
        typer.Option(
            "--new-key",
            help="Make a new token.key where it is lost: old reply addresses are dead then.",
        ),
    ] = False,
) -> None:
    """Run the gateway until SIGTERM or Ctrl-C."""
    from gateway.app import run_until_stopped
    from gateway.ops.stored import faults_named
    from gateway.settings import load_settings

    settings = load_settings(config)
    with faults_named(settings):
        run_until_stopped(settings, new_key=new_key)


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the temporary folder for a closer look.")
    ] = False,
) -> None:
    """Send sample letters through a real gateway, and show what each became."""
    from gateway.demo.run import run_demo

    raise typer.Exit(run_demo(keep=keep))


@app.command()
def parse(
    files: Annotated[
        list[str] | None, typer.Argument(help="Letters; - is the standard input.", metavar="FILE")
    ] = None,
    mbox: Annotated[
        list[str] | None, typer.Option("--mbox", help="A file of many letters.", metavar="FILE")
    ] = None,
) -> None:
    """Print what letters say, one line of JSON per letter."""
    if not files and not mbox:
        raise typer.BadParameter("name a FILE, - for the standard input, or --mbox FILE")
    from gateway.ops.letters import print_parsed

    _finish(print_parsed(files or [], mbox or []))


@app.command()
def explain(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Letters; - is the standard input, spool:NUMBER one that arrived.", metavar="FILE"
        ),
    ],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Say what would become of letters and why. Nothing is stored or sent."""
    from gateway.ops.explanations import explain_letters

    _finish(explain_letters(config, files, as_json=as_json))


@app.command()
def tickets(
    state: Annotated[
        list[State] | None, typer.Option("--state", help="Only these; open and waiting if none.")
    ] = None,
    category: Annotated[str, typer.Option("--category", help="Only this category.")] = "",
    agent: Annotated[str, typer.Option("--agent", help="Only of this agent's address.")] = "",
    service: Annotated[str, typer.Option("--service", help="Only about this service.")] = "",
    unsure: Annotated[bool, typer.Option("--unsure", help="Only with an unsure route.")] = False,
    all_states: Annotated[bool, typer.Option("--all", help="Of every state.")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="The most that are listed.")
    ] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """List tickets, the most urgent first, then who has waited longest."""
    if state and all_states:
        raise typer.BadParameter("--state and --all exclude each other")
    from gateway.ops.queue import Wanted, list_tickets

    states = list(State) if all_states else state or [State.OPEN, State.WAITING]
    wanted = Wanted(states, category, agent, service, unsure)
    list_tickets(config, wanted, limit, as_json=as_json)


@app.command()
def ticket(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="REF | ACTION REF …",
            help="A ref as `postdesk tickets` shows it; or merge REF INTO, unmerge REF, confirm"
            " REF, split REF LETTER…, move REF TO LETTER…, link REF REF, unlink REF REF, close"
            " REF, reopen REF, accept REF ADDRESS, same REF ADDRESS, unaccept REF ADDRESS,"
            " assign REF ADDRESS, set REF category=NAME urgency=NAME topic=NAME.",
        ),
    ],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show one ticket with its letters and why each is on it, or correct it."""
    from gateway.ops.queue import show_ticket
    from gateway.ops.repairs import ACTIONS, repair_ticket

    if words[0] in ACTIONS:
        print(repair_ticket(config, words[0], words[1:]))
    elif len(words) == 1:
        show_ticket(config, words[0], as_json=as_json)
    else:
        raise typer.BadParameter(f"{words[0]}: no such action; `postdesk ticket --help` lists them")


@app.command()
def panel(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Say how often each wording of the panel's suggestion was shown, and its link followed."""
    from gateway.ops.panel import show_panel

    show_panel(config, as_json=as_json)


@app.command()
def quarantine(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """List the letters that could not be filed."""
    from gateway.ops.quarantine import list_quarantine

    list_quarantine(config, as_json=as_json)


@app.command()
def raw(
    number: Annotated[
        int,
        typer.Argument(
            min=1, help="As quarantine and `ticket REF --json` (spool) show it.", metavar="NUMBER"
        ),
    ],
    config: ConfigOption = CONFIG,
) -> None:
    """Print a letter as it came, byte for byte: postdesk raw NUMBER > file.eml."""
    from gateway.ops.raw import write_raw

    write_raw(config, number)


@app.command()
def replay(
    letters: Annotated[
        list[int] | None, typer.Argument(help="Their numbers in the spool.", metavar="NUMBER")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All in quarantine.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Give letters in quarantine another try. One that is filed already is not filed again."""
    if bool(letters) == everything:
        raise typer.BadParameter("name letters by NUMBER, or --all of them")
    from gateway.ops.quarantine import replay_letters

    print(replay_letters(config, letters or []))


@app.command()
def jobs(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Show the scheduled jobs, their last run and their next."""
    from gateway.ops.health import show_jobs

    show_jobs(config, as_json=as_json)


@app.command()
def status(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Say whether all is well: exit 0 if it is, 1 if a person should look."""
    from gateway.ops.health import show_status

    healthy = show_status(config, as_json=as_json)
    raise typer.Exit(0 if healthy else 1)


@app.command()
def route(
    jsonl: Annotated[
        Path,
        typer.Option("--jsonl", help="Letters with id, from, to, subject, body.", metavar="FILE"),
    ],
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="For a model of one's own.", metavar="FILE"),
    ] = None,
) -> None:
    """Say where letters would go and what they tell, one line of JSON per letter."""
    from gateway.ops.learning import route_letters

    route_letters(config, jsonl)


@app.command()
def train(config: ConfigOption = CONFIG) -> None:
    """Learn from the shipped letters and from what agents set on tickets."""
    from gateway.ops.learning import train_model

    train_model(config)


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled letters, JSON Lines.")],
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="For a model of one's own.", metavar="FILE"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how well the router does on labelled letters."""
    from gateway.ops.learning import evaluate_router

    evaluate_router(config, file, as_json=as_json)


client = typer.Typer(help="Clients and their addresses.", no_args_is_help=True)
app.add_typer(client, name="client")
AddressArgument = Annotated[str, typer.Argument(help="An address.", metavar="ADDRESS")]


@client.command("show")
def client_show(
    address: AddressArgument, config: ConfigOption = CONFIG, as_json: JsonOption = False
) -> None:
    """Show the client who has this address: his others, and his newest tickets."""
    from gateway.ops.clients import show_client

    show_client(config, address, as_json=as_json)


@client.command("join")
def client_join(
    address: AddressArgument,
    other: Annotated[str, typer.Argument(help="Another address of his.", metavar="OTHER")],
    config: ConfigOption = CONFIG,
) -> None:
    """Two addresses are one person's: what he may with one, he may with the other."""
    from gateway.ops.clients import join_clients

    print(join_clients(config, address, other))


@client.command("separate")
def client_separate(address: AddressArgument, config: ConfigOption = CONFIG) -> None:
    """Undo `join`: the address is another person's than the rest."""
    from gateway.ops.clients import separate_client

    print(separate_client(config, address))


@client.command("dont-suggest")
def client_dont_suggest(address: AddressArgument, config: ConfigOption = CONFIG) -> None:
    """Never suggest the panel to this client again."""
    from gateway.ops.clients import never_suggest

    print(never_suggest(config, address))


@client.command("suggest")
def client_suggest(address: AddressArgument, config: ConfigOption = CONFIG) -> None:
    """Undo `dont-suggest`, and forget that he was seen in the panel."""
    from gateway.ops.clients import may_suggest

    print(may_suggest(config, address))


ack = typer.Typer(help="The acknowledgement's texts.", no_args_is_help=True)
app.add_typer(ack, name="ack")


class Tongue(StrEnum):
    """The languages in which we write."""

    RU = "ru"
    EN = "en"


LanguageOption = Annotated[Tongue, typer.Option("--language", "-l", help="Of the texts.")]
TextsConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="For texts of one's own.", metavar="FILE"),
]


@ack.command("preview")
def ack_preview(
    letter: Annotated[
        str, typer.Argument(help="A letter; - is the standard input.", show_default=False)
    ] = "",
    situation: Annotated[
        str, typer.Option("--situation", help="Instead of a letter: outage, thanks, …")
    ] = "",
    language: LanguageOption = Tongue.RU,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the HTML form here.", metavar="FILE")
    ] = None,
    proven: Annotated[bool, typer.Option("--proven", help="As if its sender were proven.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Show the acknowledgement of a letter, or for a situation, as its client would see it."""
    from acknowledgements.situation import SITUATIONS
    from gateway.ops.texts import preview_letter, preview_situation

    chosen = next((one for one in SITUATIONS if one == situation), None)
    if bool(letter) == bool(situation):
        raise typer.BadParameter("name a letter, or a --situation")
    if letter:
        preview_letter(config, letter, html, proven=proven)
    elif chosen is None:
        raise typer.BadParameter(f"--situation: {situation}: there are {', '.join(SITUATIONS)}")
    else:
        preview_situation(config, chosen, language.value, html, proven=proven)


@ack.command("check")
def ack_check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Texts to check; your own, or else ours, if none.", metavar="FILE"),
    ] = None,
    config: TextsConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what texts should say otherwise: each finding with its line and a better wording."""
    from gateway.answers.commands import check_texts, texts_in_use

    _finish(check_texts(files or texts_in_use(config), as_json=as_json))


@ack.command("resume")
def ack_resume(config: ConfigOption = CONFIG) -> None:
    """Let automatic mail through again, after so much was wanted that all of it was stopped."""
    from gateway.ops.texts import resume

    print(resume(config))


answers = typer.Typer(help="Prepared answers for agents.", no_args_is_help=True)
app.add_typer(answers, name="answers")


@answers.command("list")
def answers_list(
    language: LanguageOption = Tongue.RU,
    config: TextsConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the prepared answers."""
    from gateway.answers.commands import configured, list_answers

    list_answers(language.value, configured(config).folder, as_json=as_json)


@answers.command("show")
def answers_show(
    name: Annotated[str, typer.Argument(help="As `postdesk answers list` names it.")],
    language: LanguageOption = Tongue.RU,
    agent_name: Annotated[str, typer.Option("--agent-name", help="Who signs it.")] = "",
    config: TextsConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a prepared answer as a client would get it."""
    from gateway.answers.commands import configured, show_answer
    from gateway.answers.library import AnswerFault
    from gateway.errors import PostdeskError

    found = configured(config, agent_name)
    try:
        show_answer(name, language.value, found.values, found.folder, as_json=as_json)
    except AnswerFault as error:
        raise PostdeskError(str(error)) from None


def _finish(errors: list[str]) -> NoReturn:
    """Say what could not be done beside the rest, which was."""
    for error in errors:
        _complain(error)
    raise typer.Exit(1 if errors else 0)


def _complain(text: str) -> None:
    from gateway.ops.printable import shown

    print(f"postdesk: {shown(text)}", file=sys.stderr)


def main() -> None:
    """The command `postdesk`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # letters need Unicode, whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _run_command()
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _system_refused(error)
    sys.exit(code)


def _run_command() -> int:
    from gateway.errors import PostdeskError

    try:
        return int(app(prog_name="postdesk", standalone_mode=False) or 0)
    except PostdeskError as error:
        _complain(str(error))
        return 1
    except typer.TyperException as error:  # a wrong call, in words
        _complain(error.format_message())
        return 2
    except typer.Abort:
        return 130
    except OSError as error:
        return _system_refused(error)


def _system_refused(error: OSError) -> int:
    """A file or a folder that cannot be used, or our output that nobody takes any more."""
    if error.filename is None:  # it may be the output: nobody tries again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 141  # whoever read it has seen enough: as quiet as a program that SIGPIPE ends
    _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return 1


if __name__ == "__main__":
    main()
