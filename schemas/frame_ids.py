"""The id of a frame, what is bound to it, and the name under which it is purged.

    id      = derived id of `case-frame`, the importing device and a nonce of 16 random bytes
    content = SHA-256 of the frame's content (`schemas.frame_copies`) ‖ nonce, in hexadecimal
    mark    = SHA-256("inspector/purge-frame/1" ‖ id as hexadecimal text)

Every member may write to every frame's record, at any moment that he likes to give. So a laptop
believes of a frame's content only what the device wrote of which the id is made, and of that the
first: nobody else finds a nonce that gives this id.
"""

from __future__ import annotations

import hashlib

from schemas.identifiers import derived_id, is_hex

__all__ = ["content_word", "frame_id", "proven_content", "purge_mark"]

_DIGEST = 64


def frame_id(device: str, nonce: str) -> str:
    """The id of a frame that a device imports.

    Args:
        device: its id.
        nonce: 16 random bytes in hexadecimal, used for this frame alone.
    """
    return derived_id("case-frame", device, nonce)


def content_word(sha256: str, nonce: str) -> str:
    """What the import records of a frame's content, in the field `content`."""
    return sha256 + nonce


def proven_content(frame: str, device: str, word: object) -> str | None:
    """The SHA-256 of a frame's content, if the device that wrote the word imported the frame."""
    if not isinstance(word, str) or not is_hex(word, 48):
        return None
    return word[:_DIGEST] if frame_id(device, word[_DIGEST:]) == frame else None


def purge_mark(frame: str) -> str:
    """The name among a purge's `blobs` that says: this frame, whatever copies of it there are."""
    return hashlib.sha256(b"inspector/purge-frame/1" + frame.encode("ascii")).hexdigest()
