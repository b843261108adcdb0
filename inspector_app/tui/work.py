"""Who does what off the UI thread: one thread writes, one reads, one more where it takes long."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

R = TypeVar("R")

SLOW_THREAD: Final = "inspector-slow"
"""Name of the threads that derive keys and talk to the server."""


class Work:
    """The threads of one program.

    All saves go through one thread, in the order in which they were asked for. What may take
    seconds (deriving a key, the network) runs in a thread that quitting does not wait for.
    """

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(1, "inspector-writer")
        self._reader = ThreadPoolExecutor(1, "inspector-reader")

    async def write(self, task: Callable[[], R]) -> R:
        """Run a task that saves, after those asked for before."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, task)

    async def read(self, task: Callable[[], R]) -> R:
        """Run a query on the reading connection."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, task)

    async def slow(self, task: Callable[[], R]) -> R:
        """Run a task that may take long; when the program quits it is left behind."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()

        def settle(result: R | None, error: BaseException | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]  # None only where R is None

        def run() -> None:
            result: R | None = None
            failed: BaseException | None = None
            try:
                result = task()
            except Exception as error:  # noqa: BLE001  # given to whoever waits
                failed = error
            # The loop may be gone when the answer comes after quitting.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, result, failed)

        threading.Thread(target=run, name=SLOW_THREAD, daemon=True).start()
        return await future

    def close(self) -> None:
        """Take no more work; what was asked for is finished."""
        self._writer.shutdown(wait=False)
        self._reader.shutdown(wait=False, cancel_futures=True)
