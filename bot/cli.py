"""The command line `twiza` (= `python -m bot`); `./run COMMAND` runs it from a fresh checkout.

What is heavy (Telegram, the sandbox) is imported by the command that needs it, so that `--help` is quick.
"""

import asyncio
import importlib
import json
import pkgutil
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

import conversations
from bot import logs
from bot.backup import make
from bot.lock import AlreadyRunning, Lock
from bot.restore import RestoreError, put_back
from bot.settings import Settings, SettingsError, load
from bot.zone import use_packaged_zones
from conversations.diagram import forms_diagram, forms_review
from conversations.form import Form
from locales.catalogues import CatalogueError
from locales.texts import Catalogues
from services import tallies
from services.lab import LabError
from storage import migrate as schema
from storage.database import AWAY, Database
from storage.dumps import DumpError

ROOT = Path(__file__).parent.parent
CLEAR = (SettingsError, LabError, CatalogueError, AlreadyRunning, DumpError, RestoreError, schema.NewerDatabase)

T = TypeVar("T")


class Clear(click.Group):
    """Commands whose foreseen errors are one sentence, not a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except CLEAR as error:
            raise click.ClickException(str(error)) from None
        except AWAY as error:
            reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            raise click.ClickException(f"The database does not answer: {reason}") from None


@click.group(cls=Clear, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Twiza, the engagement bot of a territorial innovation lab.

    Without a command: on Telegram if BOT_TOKEN is set, else the demo.
    """
    use_packaged_zones()
    if context.invoked_subcommand is None:
        context.invoke(run if load().bot_token else demo)


def prepare() -> Settings:
    """The settings, and logs as they say."""
    settings = load()
    token = settings.bot_token.get_secret_value() if settings.bot_token else None
    logs.set_up(settings.log_level, settings.log_format, token)
    return settings


def with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do one thing with the database and let go of it."""

    async def do() -> T:
        database = Database(settings.database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(do())


async def filled(database: Database) -> Database:
    """The database with its tables if it had none. One of an older Twiza is left to `run`: a bot may be using it."""
    if await schema.revision(database) is None:
        await schema.upgrade(database)
    return database


@main.command()
def run() -> None:
    """Run the bot on Telegram until it is stopped; brings the database up to date first."""
    settings = prepare()
    from bot import assembly  # noqa: PLC0415

    with Lock(settings.data_dir) if settings.database_url.startswith("sqlite") else nullcontext():
        with_database(settings, schema.upgrade)
        try:
            assembly.main(settings)
        except assembly.StartError as error:
            raise click.ClickException(str(error)) from None


@main.command()
@click.option("--port", default=8080, show_default=True, help="Where the phones are; a busy port moves on.")
@click.option("--browser/--no-browser", default=True, help="Open the phones in the browser.")
def demo(port: int = 8080, browser: bool = True) -> None:
    """Show everything on this machine: a Telegram of our own, phones in the browser, data in data/demo."""
    prepare()
    from bot import demo as show  # noqa: PLC0415

    show.main(port=port, browser=browser)


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema (run does it too)."""
    settings = prepare()
    before = with_database(settings, schema.revision)
    with_database(settings, schema.upgrade)
    click.echo(f"The schema was {before or 'empty'}, it is {schema.head()}.")


@main.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Where to (default: DATA_DIR/backups).")
def backup(folder: Path | None) -> None:
    """Back up database and media in one file, the keys in another, while the bot runs."""
    settings = prepare()
    target, now = folder or settings.data_dir / "backups", datetime.now(UTC)
    made = with_database(settings, lambda database: make(database, settings.data_dir, target, now))
    click.echo(f"Database and media: {made.store}")
    if made.keys:
        click.echo(f"Keys:               {made.keys}")
        click.echo("Keep the two in different places: together they show who wrote an anonymous report.")


@main.command()
@click.argument("store", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The file with the keys.")
@click.option("--yes", is_flag=True, help="Replace the live store for good.")
def restore(store: Path, keys: Path | None, yes: bool) -> None:
    """Put a backup back. The bot must be stopped."""
    settings, now = prepare(), datetime.now(UTC)
    with Lock(settings.data_dir):
        with_database(settings, lambda database: put_back(database, settings.data_dir, store, keys, now, over=yes))
    click.echo("Restored. Messages that were waiting in the backup are held back, erasures are repeated at the start.")


@main.command()
def doctor() -> None:
    """Check everything that must be right and say what to do; exit code 1 if something is wrong."""
    settings = prepare()
    from bot.doctor import look_around  # noqa: PLC0415
    from bot.doctor_online import ask_telegram  # noqa: PLC0415

    findings = [*asyncio.run(ask_telegram(settings)), *asyncio.run(look_around(settings))]
    for finding in findings:
        click.echo(finding.line)
    sys.exit(any(finding.todo for finding in findings))


@main.command()
@click.option("--bot", "username", required=True, help="The bot's username, for the link (NotilBot).")
@click.option("--commune", help="Where it hangs: the commune's code in lab.toml.")
@click.option("--theme", help="What it is about: a category's key in lab.toml.")
@click.option("--partner", help="Whose name stands on it besides.")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=Path(), help="Where to (default: here).")
def posters(username: str, commune: str | None, theme: str | None, partner: str | None, folder: Path) -> None:
    """Make a poster with a link of its own: A4 as PDF and SVG, in three languages; what comes by it is counted."""
    settings = prepare()
    from bot.press_posters import printed  # noqa: PLC0415
    from services.posters import LONGEST_PARTNER  # noqa: PLC0415

    async def made_in(database: Database) -> dict[str, bytes]:
        return await printed(settings, await filled(database), username, commune, theme, partner)

    try:
        made = with_database(settings, made_in)
    except LookupError:
        why = f"The lab has no such commune or category (lab.toml), or --partner has over {LONGEST_PARTNER} characters."
        raise click.ClickException(why) from None
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
        click.echo(folder / name)


@main.command()
@click.option("--review", "as_review", is_flag=True, help="The questions in three languages instead (tab-separated).")
def forms(as_review: bool) -> None:
    """Print every form as a diagram (Mermaid)."""
    known = all_forms()
    click.echo(forms_review(known, Catalogues.load()) if as_review else forms_diagram(known), nl=False)


@main.command()
@click.option("--html", is_flag=True, help="As a page instead of tab-separated values.")
@click.option("--check", is_flag=True, help="Only what is wrong with them; exit code 1 if something is.")
def texts(html: bool, check: bool) -> None:
    """Print every text in three languages, for review."""
    from locales import lints, review  # noqa: PLC0415 - with them comes a template engine

    if check:
        problems = lints.problems(ROOT)
        click.echo("\n".join(problems) if problems else "The texts are complete and well-formed.")
        sys.exit(bool(problems))
    click.echo(review.sheet(ROOT) if html else review.table(ROOT), nl=False)


@main.command()
def tally() -> None:
    """Print the counted result of each question put to a room, as JSON, while the bot runs."""
    settings = prepare()

    async def count(database: Database) -> list[dict[str, Any]]:
        async with (await filled(database)).reading() as session:
            return await tallies.everything(session)

    click.echo(json.dumps(with_database(settings, count), ensure_ascii=False, indent=1))


def all_forms() -> list[Form]:
    """The forms of every file in conversations/, by name."""
    modules = (
        importlib.import_module(f"conversations.{one.name}") for one in pkgutil.iter_modules(conversations.__path__)
    )
    found = {form.name: form for module in modules for form in vars(module).values() if isinstance(form, Form)}
    return [found[name] for name in sorted(found)]
