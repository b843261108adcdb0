"""A listener on the line between laptops and a server: it hands on every byte and keeps a copy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Tap", "tapped"]


@dataclass
class Tap:
    """The address to speak to, and all that was said there, both ways."""

    url: str
    heard: list[bytes] = field(default_factory=list)


@contextmanager
def tapped(port: int, server: str) -> Iterator[Tap]:
    """Listens at a port of this machine while the block lasts.

    Args:
        port: to listen at.
        server: where what is said there goes, as `http://127.0.0.1:8443`.
    """
    tap = Tap(f"http://127.0.0.1:{port}")
    behind = int(server.rpartition(":")[2])
    open_lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port)) as door:

        def accept() -> None:
            with suppress(OSError):  # the door is shut
                while True:
                    laptop, _ = door.accept()
                    there = socket.create_connection(("127.0.0.1", behind))
                    open_lines.extend((laptop, there))
                    for source, target in ((laptop, there), (there, laptop)):
                        threading.Thread(
                            target=_hand_on, args=(source, target, tap.heard), daemon=True
                        ).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield tap
        finally:
            door.shutdown(socket.SHUT_RDWR)
            for line in open_lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
            thread.join()


def _hand_on(source: socket.socket, target: socket.socket, heard: list[bytes]) -> None:
    said: list[bytes] = []
    heard_here = len(heard)
    heard.append(b"")
    with suppress(OSError):
        while data := source.recv(65536):
            said.append(data)
            heard[heard_here] = b"".join(said)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
