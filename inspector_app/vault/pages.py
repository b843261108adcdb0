"""Reads what can still be read of a SQLCipher 4 file that is damaged, page by page.

A page has 4,096 bytes: AES-256-CBC, then 16 bytes of initialisation vector and 64 of HMAC-SHA512
over ciphertext, vector and page number (https://www.zetetic.net/sqlcipher/design/). The first one
begins with 16 bytes of salt. Since key and salt are kept elsewhere, any page can be read without
the others, and one that is not as it was written shows it. Pages of the write-ahead log count;
those behind a damaged one too, which SQLite would silently leave out.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from inspector_app.vault.sqlcipher import FileKey
from inspector_app.vault.write_ahead import FRAME_HEADER, PAGE, frames_of, read_log

__all__ = ["PAGE_CONTENT", "Pages"]

PAGE_CONTENT = 4016
"""Bytes of a page that are not its vector and its proof."""

_VECTOR, _SALT = 16, 16


class Pages:
    """The pages of one file that are as they were written.

    Args:
        path: of the file; it and its write-ahead log are read, nothing is written.
        file_key: its key.
    """

    def __init__(self, path: Path, file_key: FileKey) -> None:
        self._key = file_key
        salt = bytes(byte ^ 0x3A for byte in file_key.salt)
        self._proof_key = hashlib.pbkdf2_hmac("sha512", file_key.key, salt, 2, 32)
        self._file = path.read_bytes() if path.exists() else b""
        self._log = read_log(path)
        self._logged: dict[int, list[int]] = {}
        for frame in frames_of(self._log):
            self._logged.setdefault(frame.page, []).append(frame.at + FRAME_HEADER)
        self._cached = lru_cache(maxsize=512)(self._read)
        self.lost: set[int] = set()
        """Numbers of the pages that were asked for and of which no image is whole."""

    def numbers(self) -> Iterator[int]:
        """The numbers of all pages, readable or not."""
        last = max(len(self._file) // PAGE, *self._logged, 0)
        yield from range(1, last + 1)

    def read(self, number: int) -> bytes | None:
        """The content of a page, `PAGE_CONTENT` bytes; None where no image of it is whole."""
        return self._cached(number)

    def _read(self, number: int) -> bytes | None:
        for at in reversed(self._logged.get(number, [])):
            if (content := self._opened(number, self._log[at : at + PAGE])) is not None:
                return content
        content = self._opened(number, self._file[(number - 1) * PAGE : number * PAGE])
        if content is None:
            self.lost.add(number)
        return content

    def _opened(self, number: int, page: bytes) -> bytes | None:
        if len(page) < PAGE:
            return None
        start = _SALT if number == 1 else 0
        proven, proof = page[start : PAGE_CONTENT + _VECTOR], page[PAGE_CONTENT + _VECTOR :]
        made = hmac.new(self._proof_key, proven + number.to_bytes(4, "little"), hashlib.sha512)
        if not hmac.compare_digest(made.digest(), proof):
            return None
        vector = page[PAGE_CONTENT : PAGE_CONTENT + _VECTOR]
        cipher = Cipher(algorithms.AES256(self._key.key), modes.CBC(vector)).decryptor()
        return bytes(start) + cipher.update(page[start:PAGE_CONTENT]) + cipher.finalize()
