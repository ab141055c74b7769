"""The register's tables, brought to the state this version of the code works with.

`python -m register.migrate` does it from the command line; programs call `upgrade`. Several at once wait for each
other, one that stops half way leaves the tables as they were, and tables that are up to date are left alone.
"""

from pathlib import Path
from typing import Annotated

import typer
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from register.added_up import add_up_again, is_added_up
from register.connection import DEFAULT_URL, connect, database_url, sqlite_file
from register.faults import RegisterFault

_MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for our migrations on this engine."""
    alembic = Config(attributes={"engine": engine})
    alembic.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return alembic


def upgrade(url: str = DEFAULT_URL) -> None:
    """Bring the tables at the URL to the newest state, and what journals of staff add up to.

    Raises UnusableDatabase, RegisterUnavailable, sqlalchemy.exc.DBAPIError.
    """
    engine = connect(url, pool_size=1)
    try:
        command.upgrade(configuration(engine), "head")
        add_up_again(engine)
    finally:
        engine.dispose()


def is_up_to_date(engine: Engine) -> bool:
    """Return whether the tables are as this version of the code needs them: what a process asks before it serves."""
    newest = ScriptDirectory.from_config(configuration(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def _is_up_to_date(url: str) -> bool:
    file = sqlite_file(database_url(url))
    if file is not None and not file.exists():
        return False  # to ask would be to make it
    engine = connect(url, pool_size=1)
    try:
        return is_up_to_date(engine) and is_added_up(engine)
    finally:
        engine.dispose()


def main(
    url: Annotated[
        str, typer.Option(envvar="DATABASE_URL", help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    ] = DEFAULT_URL,
    *,
    check: Annotated[bool, typer.Option("--check", help="change nothing; exit 1 if something is to do")] = False,
) -> None:
    """Bring the register's tables to the state this version works with. Safe to repeat and to run twice at once."""
    try:
        where = database_url(url).render_as_string(hide_password=True)
        if check:
            up_to_date = _is_up_to_date(url)
            typer.echo(f"{where}: {'up to date' if up_to_date else 'not up to date'}")
            raise typer.Exit(0 if up_to_date else 1)
        upgrade(url)
    except RegisterFault as fault:
        typer.echo(f"register: {fault}", err=True)
        raise typer.Exit(1) from None
    except DBAPIError as fault:
        typer.echo(f"register: the database does not do it: {str(fault.orig).strip().splitlines()[0]}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{where}: up to date")


if __name__ == "__main__":
    typer.run(main)
