"""The program `inspector`: commands, or the screens when none is given."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Sequence
from functools import cache

import typer
import typer.main
from typer.exceptions import TyperException

from inspector_app.cli import commands
from inspector_app.cli.output import print_error, visible
from inspector_app.cli.process import keep_to_ourselves
from inspector_app.cli.repeats import spelt_out
from inspector_app.cli.usage import usage_words
from inspector_app.errors import InspectorError

__all__ = ["main", "run"]

app = typer.Typer(
    name="inspector",
    help="Evidence for inspections of children's services, on this laptop and encrypted.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def screens(context: typer.Context) -> None:
    """Opens the screens when no command is given."""
    if context.invoked_subcommand is None:
        from inspector_app.tui.app import run_screens

        run_screens()


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code: 0 done, 1 refused, 2 wrong usage."""
    as_json = "--json" in arguments
    try:
        code = _program()(args=spelt_out(arguments), prog_name="inspector", standalone_mode=False)
    except typer.Abort:
        return 1
    except TyperException as wrong:
        typer.echo(visible(usage_words(wrong)), err=True)
        return 2
    except InspectorError as error:
        print_error(error, as_json=as_json)
        return 1
    except Exception as error:  # noqa: BLE001  # a traceback would show what was typed
        print_error(unexpected(error), as_json=as_json)
        return 1
    return code if isinstance(code, int) else 0


@cache
def _program() -> Callable[..., object]:
    """All commands with their options; making them takes longer than most commands do."""
    return typer.main.get_command(app)


def unexpected(error: BaseException) -> InspectorError:
    """An error of our own making, with its kind and place and nothing that anybody typed."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = "unknown place" if frame is None else f"{frame.tb_frame.f_code.co_name}"
    line = 0 if frame is None else frame.tb_lineno
    return InspectorError(
        "unexpected",
        f"Something went wrong inside Inspector ({type(error).__name__} in {place}, line {line}).",
        kept="What was saved before is safe; this command changed nothing or all of it.",
        next_step="Run `inspector verify`; report the line above.",
    )


def run() -> None:
    """The script's entry point."""
    keep_to_ourselves()
    sys.exit(main(sys.argv[1:]))


def _register() -> None:
    """Hangs every command group into the program."""
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{found.name}")
        module.register(app)


_register()
