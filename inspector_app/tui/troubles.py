"""An error of our own making in words that show nothing of what anybody typed."""

from __future__ import annotations


def trouble_words(error: BaseException) -> str:
    """Return kind and place of an error, and what became of the work."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = ""
    if frame is not None:
        place = f" in {frame.tb_frame.f_code.co_name}, line {frame.tb_lineno}"
    return (
        f"Something went wrong inside Inspector ({type(error).__name__}{place}).\n"
        "Everything that was saved is safe; what was being typed is in its draft.\n"
        "Start Inspector again and report the line above."
    )
