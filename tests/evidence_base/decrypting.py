"""Reads an SQLCipher 4 file page by page, free pages and write-ahead log included.

Page (https://www.zetetic.net/sqlcipher/design/): AES-256-CBC over 4,016 bytes, then 16 bytes of
initialisation vector and 64 of HMAC-SHA512. The first page begins with 16 bytes of salt.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

__all__ = ["decrypted"]

_PAGE, _RESERVED, _SALT = 4096, 80, 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def decrypted(path: Path, key: bytes) -> bytes:
    """Everything that stands in a database file or its write-ahead log, in the clear."""
    data = path.read_bytes()
    if path.name.endswith("-shm"):
        return data
    if path.name.endswith("-wal"):
        size = _FRAME_HEADER + _PAGE
        starts = range(_LOG_HEADER, len(data) - size + 1, size)
        pages = [
            (int.from_bytes(data[at : at + 4], "big"), data[at + _FRAME_HEADER : at + size])
            for at in starts
        ]
    else:
        count = len(data) // _PAGE
        pages = [(n + 1, data[n * _PAGE : (n + 1) * _PAGE]) for n in range(count)]
    return b"".join(_page(number, page, key) for number, page in pages)


def _page(number: int, page: bytes, key: bytes) -> bytes:
    start = _SALT if number == 1 else 0
    vector = page[_PAGE - _RESERVED : _PAGE - _RESERVED + 16]
    cipher = Cipher(algorithms.AES256(key), modes.CBC(vector)).decryptor()
    return cipher.update(page[start : _PAGE - _RESERVED]) + cipher.finalize()
