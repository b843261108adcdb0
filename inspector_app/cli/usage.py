"""What is said about wrong usage: never a word of what was typed.

A text whose quotes were forgotten arrives as surplus arguments, and messages of the command-line
library repeat them. A terminal is read by others and logged by wrappers.
"""

from __future__ import annotations

import re

from typer.exceptions import TyperException

__all__ = ["usage_words"]

_OPTION = re.compile(r"--?[a-z][a-z0-9-]{0,31}\Z")
_HELP = "NoArgsIsHelpError"
_CHOICES = " is not one of "


def usage_words(wrong: TyperException) -> str:
    """The message of a usage error, made of names that the program itself declares."""
    if type(wrong).__name__ == _HELP:
        return wrong.format_message()
    context = getattr(wrong, "ctx", None)
    command = getattr(context, "command_path", None) or "inspector"
    return f"{_what(wrong)}\nSee `{command} --help`."


def _what(wrong: TyperException) -> str:
    parameter = getattr(wrong, "param", None)
    if parameter is not None:
        return _about(wrong, parameter.get_error_hint())
    option = getattr(wrong, "option_name", None)
    if option is not None:
        return _about_option(wrong, str(option))
    if wrong.message.startswith("No such command"):
        return "There is no such command."
    if wrong.message.startswith("Got unexpected extra argument"):
        return (
            "There are more words than this command takes. "
            "Put a text in quotes, or give it by `-` (standard input) or `@FILE`."
        )
    return "That is not how this command is used."


def _about(wrong: TyperException, name: str) -> str:
    """What is wrong with a declared option or argument, by its own name."""
    if type(wrong).__name__ == "MissingParameter":
        return f"{name} is missing."
    # The choices stand behind the value that was typed; whatever stands before is left out.
    _, found, choices = wrong.message.rpartition(_CHOICES)
    return f"{name} does not take that value." + (f" It takes one of {choices}" if found else "")


def _about_option(wrong: TyperException, option: str) -> str:
    name = option if _OPTION.match(option) else "That"
    if type(wrong).__name__ == "NoSuchOption":
        near = ", ".join(sorted(getattr(wrong, "possibilities", None) or ()))
        return f"{name} is no option of this command." + (f" There is {near}." if near else "")
    return f"{name} was given without its value, or with one that it does not take."
