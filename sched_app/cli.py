"""The operator's commands."""

import os
from pathlib import Path

import typer

from sched_app import __version__

ROOT = Path(__file__).resolve().parent.parent

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user = typer.Typer(no_args_is_help=True, help="People who can sign in.")
app.add_typer(user, name="user")
businesses = typer.Typer(no_args_is_help=True, help="Businesses that share this deployment.")
app.add_typer(businesses, name="workspace")


@app.callback()
def at_home() -> None:
    """OpenHours: bookings that cannot collide."""
    # Relative paths in settings (data/…) mean the same wherever the command is called.
    os.chdir(ROOT)


@app.command()
def serve(
    port: int | None = typer.Option(None, help="The port; else the setting PORT."),
    api_only: bool = typer.Option(False, "--api-only", help="The API without pages."),
    no_build: bool = typer.Option(False, "--no-build", help="Fail rather than build the pages."),
) -> None:
    """Migrate, build the pages if their sources changed, and serve on one port."""
    from sched_app import start

    raise typer.Exit(start.serve(port=port, pages=not api_only, may_build=not no_build))


@app.command()
def demo(
    port: int | None = typer.Option(None, help="The port; else the setting PORT."),
    fresh: bool = typer.Option(False, "--fresh", help="Make the demo anew, around today."),
    no_serve: bool = typer.Option(False, "--no-serve", help="Make it and print, no more."),
) -> None:
    """Serve a business to look around in, with its own database; your data are left alone."""
    from sched_app import start

    raise typer.Exit(start.demo(port=port, fresh=fresh, serves=not no_serve))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema; an SQLite database is copied first."""
    from sched_app import start

    raise typer.Exit(start.migrated())


@app.command()
def build() -> None:
    """Build the pages if their sources changed."""
    from sched_app import start

    raise typer.Exit(0 if start.built() else 1)


@user.command("create")
def create_user(
    name: str = typer.Option(..., prompt=True, help="The person's name."),
    email: str = typer.Option(..., prompt=True, help="The address they sign in with."),
    role: str = typer.Option("organizer", help="owner, admin or organizer."),
    workspace: str = typer.Option("", help="The workspace's slug; not needed if there is one."),
) -> None:
    """Add a member, and print the address where they choose their password."""
    from sched_app import start

    raise typer.Exit(start.user_created(name=name, email=email, role=role, workspace=workspace))


@user.command("link")
def link_user(
    email: str = typer.Option(..., prompt=True, help="The address they sign in with."),
    workspace: str = typer.Option("", help="The workspace's slug; not needed if there is one."),
) -> None:
    """Print the address where a member who forgot their password chooses a new one."""
    from sched_app import start

    raise typer.Exit(start.link_made(email=email, workspace=workspace))


@businesses.command("create")
def create_workspace(
    name: str = typer.Option(..., prompt=True, help="The business's name."),
    slug: str = typer.Option(..., prompt=True, help="Its part of the addresses: /book/SLUG/…"),
    timezone: str = typer.Option(..., prompt=True, help="Its time zone, such as Europe/Berlin."),
    owner_name: str = typer.Option(..., prompt=True, help="The owner's name."),
    owner_email: str = typer.Option(..., prompt=True, help="The address they sign in with."),
) -> None:
    """Make another workspace, and print where its owner joins; for SIGNUP=invite."""
    from sched_app import start
    from sched_app.services.new_workspaces import NewWorkspaceForm

    form = NewWorkspaceForm(name, slug, timezone, owner_name, owner_email)
    raise typer.Exit(start.workspace_created(form))


@user.command("steps-off")
def end_steps(
    email: str = typer.Option(..., prompt=True, help="The address they sign in with."),
    workspace: str = typer.Option("", help="The workspace's slug; not needed if there is one."),
) -> None:
    """Turn two-step sign-in off for a member who lost their phone and their recovery codes."""
    from sched_app import start

    raise typer.Exit(start.steps_ended(email=email, workspace=workspace))


@app.command()
def version() -> None:
    """Show the app's version and that of its zone data."""
    from importlib.metadata import version as of

    typer.echo(f"OpenHours {__version__}, zone data {of('tzdata')}")
