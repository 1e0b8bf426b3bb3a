"""What the commands do at start, in the order: migrate, build, serve; and what they print."""

import sys
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from sched_app import build, logs, migrate, routes, texts, wiring
from sched_app.errors import AppError, Invalid
from sched_app.services import access, forms, members, new_workspaces, profiles, workspaces
from sched_app.services.new_workspaces import NewWorkspaceForm

GRACE_SECONDS = 2


def serve(*, port: int | None, pages: bool, may_build: bool) -> int:
    """Serve until told to stop; give the exit code."""
    whole = _begin()
    if code := migrated():
        return code
    made = build.current()
    if pages and not made and may_build:
        made = built()
        if made is None:
            return 1
    import uvicorn

    from sched_app import server

    port = port or whole.settings.port
    host = whole.settings.host
    config = uvicorn.Config(
        server.create(pages=pages, built=made),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="wsproto",
        ws_max_size=1_000_000,
    )
    _say_where(whole, port)
    uvicorn.Server(config).run()
    return 0


def demo(*, port: int | None, fresh: bool, serves: bool) -> int:
    """Make the demo if need be, print who may sign in, and serve it; give the exit code."""
    from sched_app.demo import deployment

    settings = deployment.settings()
    logs.configure(settings.log_format, settings.log_level)
    port = port or settings.port
    place = deployment.folder(settings)
    if fresh or not deployment.is_made(settings):
        _say("Making the demo (some seconds) …")
        deployment.make(settings, port=port, clock=wiring.system_clock)
    else:
        _say(f"The demo in {place} is kept; FRESH=1 (or --fresh) makes it anew, around today.")
    wiring.use(deployment.wire(settings, port=port))
    if code := migrated():
        return code
    entry, here = deployment.logins(wiring.current()), f"http://localhost:{port}"
    _say(f"Fernhill Studio, from {place}. Sign in at {here}{routes.SIGN_IN}")
    for role, email in entry.people:
        _say(f"  {role:10} {email:24} {entry.password}")
    _say(f"  {'customer':10} {entry.customer:24} {here}{entry.manage}")
    return serve(port=port, pages=True, may_build=True) if serves else 0


def migrated() -> int:
    """Migrate and print what was done; give the exit code."""
    whole = _begin()
    try:
        outcome = migrate.run(whole.database, now=whole.clock())
    except migrate.CannotMigrate as error:
        _say(str(error), wrong=True)
        return 1
    if outcome.changed:
        _say(f"Database: {outcome.before or 'empty'} -> {outcome.after}")
    if outcome.copy:
        file = whole.database.engine.url.database
        _say(f"Copied first to {outcome.copy}. The way back, with the app stopped:")
        _say(f"  rm -f {file}-wal {file}-shm && cp {outcome.copy} {file}")
    return 0


def built() -> Path | None:
    """Build the pages if they changed and print so; give the build, or None if it failed."""
    _begin()
    if made := build.current():
        return made
    _say("Building the pages (once; a minute at most) …")
    try:
        return build.ensure()
    except build.BuildFailed as error:
        _say(str(error), wrong=True)
        return None


def user_created(*, name: str, email: str, role: str, workspace: str) -> int:
    """Add a member and print where they choose their password; give the exit code."""
    whole = _begin()

    def add(session: Session) -> members.AddedView:
        return members.add_member(
            session,
            members.MemberForm(name, email, role),
            secrets=whole.secrets,
            has_mail=False,
            actor=workspaces.operator(session, workspace),
            now=whole.clock(),
        )

    return _joins(whole, add)


def workspace_created(form: NewWorkspaceForm) -> int:
    """Make another workspace and print where its owner joins; give the exit code."""
    whole = _begin()

    def make(session: Session) -> members.AddedView:
        return new_workspaces.create(
            session,
            form,
            signup=whole.settings.signup,
            secrets=whole.secrets,
            actor=access.SYSTEM,
            now=whole.clock(),
        )

    return _joins(whole, make)


def link_made(*, email: str, workspace: str) -> int:
    """Print where a member chooses a password, or a new one; give the exit code."""
    whole = _begin()

    def renew(session: Session) -> members.AddedView:
        operator = workspaces.operator(session, workspace)
        team = members.members(session, actor=operator)
        found = [one for one in team if forms.email_key(one.email) == forms.email_key(email)]
        return members.new_join_link(
            session,
            found[0].public_id if found else "",
            secrets=whole.secrets,
            has_mail=False,
            actor=operator,
            now=whole.clock(),
        )

    return _joins(whole, renew)


def steps_ended(*, email: str, workspace: str) -> int:
    """Turn two-step sign-in off for a member who lost phone and codes; give the exit code."""
    whole = _begin()
    try:
        with whole.database.transaction() as session:
            operator = workspaces.operator(session, workspace)
            name = profiles.help_out(session, email, actor=operator, now=whole.clock())
    except AppError as error:
        _say(texts.t(error.text_key, texts.DEFAULT, **error.params), wrong=True)
        return 1
    _say(f"{name} signs in without a code now.")
    return 0


def _joins(whole: wiring.Wiring, step: Callable[[Session], members.AddedView]) -> int:
    try:
        with whole.database.transaction() as session:
            added = step(session)
            where = workspaces.base_url(session)
    except Invalid as error:
        for field, (key, params) in error.fields.items():
            _say(f"{field}: {texts.t(key, texts.DEFAULT, **params)}", wrong=True)
        return 1
    except AppError as error:
        _say(texts.t(error.text_key, texts.DEFAULT, **error.params), wrong=True)
        return 1
    if added.join_path:
        _say(f"{added.member.name} joins at {routes.absolute(where, added.join_path)}")
    else:
        _say(f"{added.member.name} is a member now, with the password they have.")
    return 0


def _begin() -> wiring.Wiring:
    whole = wiring.current()
    logs.configure(whole.settings.log_format, whole.settings.log_level)
    return whole


def _say_where(whole: wiring.Wiring, port: int) -> None:
    here = f"http://localhost:{port}"
    with whole.database.reading() as session:
        pending = workspaces.set_up_pending(session)
        address = None if pending else workspaces.base_url(session)
    if address is None:
        _say(f"OpenHours is ready to be set up: {here}{workspaces.set_up_path(whole.secrets)}")
    elif address == here or here in whole.settings.allowed_origins:
        _say(f"OpenHours: {here}")
    else:
        _say(f"OpenHours: {address}, served on port {port}. Other addresses are refused.")


def _say(words: str, *, wrong: bool = False) -> None:
    print(words, file=sys.stderr if wrong else sys.stdout, flush=True)
