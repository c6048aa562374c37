"""Who calls, and in which form: bodies, refusals as the description names them, sessions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.limits import Limits
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.hub.sessions import read_token

Short = Annotated[str, Field(max_length=200)]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex128 = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Account(BaseModel):
    """Somebody who works on the laptop that joins."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: Short
    public_key: Hex64
    role: Short = ""
    villages: Annotated[list[Short], Field(max_length=400)] = []


class Enrol(BaseModel):
    """A request to join, signed by the device's key over everything but the signature."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: Short
    device: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")]
    public_key: Hex64
    name: Short
    accounts: Annotated[list[Account], Field(max_length=100)]
    recipient: Short = ""
    signature: Hex128


class OpenSession(BaseModel):
    """A request for a session, signed over device, moment and the request's nonce."""

    model_config = ConfigDict(extra="forbid", strict=True)
    device: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")]
    at: Annotated[str, Field(max_length=40)]
    signature: Hex128


class Refusal(BaseModel):
    """Why a request was not fulfilled; some carry more fields."""

    model_config = ConfigDict(extra="allow")
    code: str
    sentence: str


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a call, for its description."""
    return {
        status: {"model": Refusal, "description": "refused"}
        for status in sorted({400, *statuses, 413, 422, 429, 503})
    }


class Callers:
    """Tells whose session a request carries."""

    def __init__(self, folder: HubFolder, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits

    def device(self, authorization: Annotated[str, Header(max_length=300)] = "") -> str:
        """The device of the session; raises `Turned` without one, or beyond its rate."""
        kind, _space, token = authorization.partition(" ")
        if kind.lower() != "bearer":
            raise Turned(401, "session")
        device = read_token(self._folder.session_key, token)
        self._limits.check_device(device)
        return device


def device_row(connection: Connection, region: str, device: str, *, welcome: bool = False) -> h.AnyRow:
    """The device as it stands; raises `Turned` for one that is gone, or with `welcome` for a revoked one."""
    mine = (h.device.c.region == region) & (h.device.c.device == device)
    row = connection.execute(select(h.device).where(mine)).first()
    if row is None:
        raise Turned(401, "session")
    if welcome and row.revoked_from is not None:
        raise Turned(403, "revoked", reason=row.revoked_for)
    return row
