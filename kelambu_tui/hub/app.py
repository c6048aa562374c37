"""The hub's calls over HTTP: each checks who asks, then calls the same functions that a stick does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kelambu_tui.errors import Unreadable
from kelambu_tui.hub import certifying, packs, pulling, pushing, sessions
from kelambu_tui.hub.answering import SignedAnswers
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.calls import Callers, Enrol, OpenSession, device_row, refusals
from kelambu_tui.hub.clerk import Clerk
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.limits import Limits
from kelambu_tui.hub.metrics import Metrics
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.hub.storage import CONNECTIONS, Storage
from kelambu_tui.sync.packing import unpack
from kelambu_tui.sync.wire import BATCH, NONCE, PACKED

_BINARY = {"content": {PACKED: {"schema": {"type": "string", "format": "binary"}}}}
_SIGNATURE = r"^[0-9a-f]{128}$"


def make_app(folder: HubFolder, storage: Storage | None = None) -> FastAPI:
    """Build the hub of one folder; `storage` where the caller has it open already."""
    storage = storage or opened(folder)
    limits, metrics = Limits(), Metrics(folder, storage)
    app = FastAPI(
        title="Kelambu hub",
        version="1",
        summary="kelambu/1: every answer is signed by the hub over the request's nonce.",
        lifespan=_lifespan(storage),
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.folder = folder
    app.state.storage = storage
    _add_entering(app, folder, storage, limits)
    _add_exchange(app, folder, storage, Callers(folder, limits))
    _add_watching(app, storage, metrics)
    _add_refusals(app)
    app.add_middleware(SignedAnswers, key=folder.signing_key, limits=limits, seen=metrics.seen)
    return app


def _lifespan(storage: Storage) -> Any:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        from anyio import to_thread

        # As many threads as connections: a request waits for a thread, never a thread for a connection.
        to_thread.current_default_thread_limiter().total_tokens = CONNECTIONS
        yield
        storage.close()

    return lifespan


def _add_entering(app: FastAPI, folder: HubFolder, storage: Storage, limits: Limits) -> None:
    @app.post("/v1/enrol", responses=refusals(403, 409, 422, 429))
    def enrol(request: Request, asked: Enrol) -> dict[str, Any]:
        """Join with a one-time code: certificates of the laptop and its people come back."""
        _name(request, "enrol")
        limits.check_entering(_address(request))
        joining = certifying.read_joining(asked.model_dump(exclude_unset=True))
        with storage.write() as connection:
            return certifying.join(connection, folder, joining)

    @app.post("/v1/session", responses=refusals(401, 422, 429))
    def session(
        request: Request,
        asked: OpenSession,
        nonce: Annotated[str, Header(alias=NONCE, pattern="^[0-9a-f]{32}$")],
    ) -> dict[str, Any]:
        """Show the device's key and get a token for 60 minutes, with what `hello` would say."""
        _name(request, "session")
        limits.check_entering(_address(request))
        with storage.read() as connection:
            signature = bytes.fromhex(asked.signature)
            token = sessions.open_session(connection, folder, asked.device, asked.at, nonce, signature)
            hello = sessions.greet(connection, folder, asked.device)
        return {"token": token, "minutes": sessions.MINUTES, "hello": hello}


def _add_exchange(app: FastAPI, folder: HubFolder, storage: Storage, callers: Callers) -> None:
    caller = Depends(callers.device)
    clerk = Clerk(storage, folder)

    @app.get("/v1/hello", responses=refusals(401, 429))
    def hello(request: Request, device: str = caller) -> dict[str, Any]:
        """Where the laptop's chain stands here, its people's roles, the places lent to it."""
        _name(request, "hello")
        with storage.read() as connection:
            device_row(connection, folder.region, device)
            return sessions.greet(connection, folder, device)

    @app.post(
        "/v1/push",
        responses=refusals(401, 403, 409, 413, 422, 429, 503),
        openapi_extra={"requestBody": _BINARY},
    )
    def push(
        request: Request,
        body: Annotated[bytes, Depends(_body)],
        signature: Annotated[str, Header(alias=BATCH, pattern=_SIGNATURE)],
        first: Annotated[int, Query(alias="from", ge=1, lt=1 << 53)],
        device: str = caller,
    ) -> dict[str, Any]:
        """Store a batch of entries; the answer is the receipt."""
        _name(request, "push")
        parcel = pushing.read_parcel(storage, device, first, unpack(body), bytes.fromhex(signature))
        receipt = clerk.take(parcel)
        request.scope["kelambu_added"] = receipt.added
        return receipt.document

    @app.get("/v1/pull", responses=refusals(401, 403, 422, 429) | {200: _BINARY}, response_class=Response)
    def pull(
        request: Request,
        device: str = caller,
        cursor: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        most: Annotated[int, Query(alias="max", ge=1, lt=1 << 31)] = 1 << 16,
    ) -> Response:
        """Entries of the laptop's area after a cursor, and the verdicts on its own."""
        _name(request, "pull")
        with storage.read() as connection:
            row = device_row(connection, folder.region, device, welcome=True)
            packed = pulling.pull(connection, folder.region, row, cursor, most)
        pulling.note_pulled(storage, row, cursor)
        return Response(packed, media_type=PACKED)

    @app.get(
        "/v1/snapshot/{village}",
        responses=refusals(401, 403, 404, 416, 422, 429) | {200: _BINARY},
        response_class=Response,
    )
    def snapshot(
        request: Request,
        village: Annotated[str, Path(pattern=r"^\d\d\.\d\d\.\d\d\.\d{4}$")],
        device: str = caller,
        part: Annotated[str, Header(alias="Range", max_length=64)] = "",
    ) -> Response:
        """The village's pack, whole or in part."""
        _name(request, "snapshot")
        with storage.read() as connection:
            row = device_row(connection, folder.region, device, welcome=True)
            packed = packs.read_pack(connection, folder, row, village)
        return packs.partial(packed, part)


def _add_watching(app: FastAPI, storage: Storage, metrics: Metrics) -> None:
    @app.get("/healthz", responses=refusals(503))
    def healthz(request: Request) -> dict[str, str]:
        """Whether the database answers."""
        _name(request, "health")
        with storage.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        return {"state": "ok"}

    @app.get("/metrics", response_class=Response)
    def figures(request: Request) -> Response:
        """Figures of all workers, as OpenMetrics."""
        _name(request, "metrics")
        content, kind = metrics.written()
        return Response(content, media_type=kind)


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(Turned)
    def turned(_request: Request, error: Turned) -> JSONResponse:
        retry = {"Retry-After": str(error.fields["retry"])} if "retry" in error.fields else None
        return JSONResponse(error.document, error.status, headers=retry)

    @app.exception_handler(Unreadable)
    def unreadable(_request: Request, error: Unreadable) -> JSONResponse:
        return JSONResponse({"code": "unreadable", "sentence": str(error)}, 422)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, _error: RequestValidationError) -> JSONResponse:
        return JSONResponse(Turned(422, "unreadable").document, 422)

    @app.exception_handler(HTTPException)
    def known(_request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "unknown", 405: "method"}.get(error.status_code, "unreadable")
        headers = dict(error.headers) if error.headers else None
        return JSONResponse(Turned(error.status_code, code).document, error.status_code, headers=headers)


async def _body(request: Request) -> bytes:
    return await request.body()


def _name(request: Request, call: str) -> None:
    """Tell the metrics which call it is: paths hold villages, and anybody may invent paths."""
    request.scope["kelambu_call"] = call


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
