"""The one small key store: keys are files in DATA_DIR/keys, so that a stolen database opens nothing."""

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession


class SealError(Exception):
    """A key is missing or a sealed value cannot be opened."""


class Seals:
    """Seals values under named keys of 32 bytes; destroying a key makes all it sealed unreadable for ever."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[str, bytes] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def seal(self, name: str, value: bytes) -> bytes:
        """`value` encrypted and authenticated (XChaCha20-Poly1305) under the key `name`, made if missing."""
        return bytes(Aead(self._key(name)).encrypt(value, name.encode()))

    def open(self, name: str, sealed: bytes) -> bytes:
        """The value again; SealError if the key is gone or the value was changed."""
        key = self._existing(name)
        if key is None:
            raise SealError(f"the key {name!r} is gone")
        try:
            return Aead(key).decrypt(sealed, name.encode())
        except (CryptoError, ValueError) as error:
            raise SealError(f"a value sealed under {name!r} does not open") from error

    def mac(self, name: str, value: bytes) -> bytes:
        """A keyed hash (HMAC-SHA256, 32 bytes) that only the holder of the key can make."""
        return hmac.digest(self._key(name), value, hashlib.sha256)

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; does nothing if it is gone."""
        self._keys.pop(name, None)
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(bytes(32))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        finally:
            self._keys.pop(name, None)  # whoever used it meanwhile, on another thread, remembered it again

    def holds(self, name: str) -> bool:
        """Whether this key is there, however many others are."""
        return self._path(name).exists()

    def names(self, prefix: str = "") -> list[str]:
        """The names of all keys that begin with `prefix`."""
        return sorted(path.stem for path in self.folder.glob(f"{prefix}*.key"))

    def age(self, name: str) -> float:
        """Seconds since the key was made, by the machine's clock; 0 if it is gone."""
        try:
            return max(0.0, time.time() - self._path(name).stat().st_mtime)
        except FileNotFoundError:
            return 0.0

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def _existing(self, name: str) -> bytes | None:
        key = self._keys.get(name)
        if key is None:
            try:
                key = self._keys[name] = self._path(name).read_bytes()
            except FileNotFoundError:
                return None
        return key

    def _key(self, name: str) -> bytes:
        return self._existing(name) or self._make(name)

    def _make(self, name: str) -> bytes:
        # Written under another name first: a crash in between must not leave half a key.
        key = secrets.token_bytes(32)
        fresh = self.folder / f".{name}.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, self._path(name))
        except FileExistsError:
            key = self._path(name).read_bytes()
        finally:
            fresh.unlink()
        self._keys[name] = key
        return key


def destroy_after_commit(session: AsyncSession, seals: Seals, name: str) -> None:
    """Destroy the key once this transaction has committed: one that fails must leave rows that open."""

    def destroy(_session: object) -> None:
        seals.destroy(name)

    event.listen(session.sync_session, "after_commit", destroy, once=True)
