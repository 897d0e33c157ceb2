"""The command line: `wood`, also `python -m bot`."""

from __future__ import annotations

import typer

from bot.cli import demo as cli_demo
from bot.cli import doctor as cli_doctor
from bot.cli import play as cli_play
from bot.cli import run as cli_run
from bot.cli import stored as cli_stored
from bot.cli import stress as cli_stress
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.edge import WoodGroup
from bot.cli.play import play
from bot.cli.run import run
from bot.cli.stored import backup, rebuild_wood, replay_wood, restore_copy, traces
from bot.cli.stress import stress

app = typer.Typer(
    cls=WoodGroup,
    name="wood",
    help="A small living economy of woodland creatures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(help=cli_demo.HELP, epilog=cli_demo.EXAMPLES)(demo)
app.command(help=cli_play.HELP, epilog=cli_play.EXAMPLES)(play)
app.command(help=cli_run.HELP, epilog=cli_run.EXAMPLES)(run)
app.command(help=cli_doctor.HELP, epilog=cli_doctor.EXAMPLES)(doctor)
app.command(help=cli_stored.BACKUP_HELP)(backup)
app.command("restore", help=cli_stored.RESTORE_HELP)(restore_copy)
app.command("replay", help=cli_stored.REPLAY_HELP)(replay_wood)
app.command("rebuild", help=cli_stored.REBUILD_HELP)(rebuild_wood)
app.command(help=cli_stored.TRACES_HELP)(traces)
app.command(help=cli_stress.HELP, epilog=cli_stress.EXAMPLES)(stress)


@app.callback()
def wood() -> None:
    """A small living economy of woodland creatures: play it, watch it, measure it."""


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
