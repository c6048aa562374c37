from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.hub.limits import ADDRESS, DEVICE, Limits
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.hub.sessions import make_token, read_token
from kelambu_tui.sync.packing import MOST_PACKED, inflate, pack
from kelambu_tui.sync.signing import is_signed, sign_bytes
from kelambu_tui.sync.wire import NONCE, SIGNATURE, answered, new_nonce, session_claim
from tests.hub.laptops import Laptop, Office
from tests.hub.servers import free_port


@contextmanager
def running(office: Office) -> Iterator[Any]:
    """The hub's app on a port, in a thread."""
    import uvicorn

    from kelambu_tui.hub.app import make_app

    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(make_app(office.folder, office.storage), port=port, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)

    def call(method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        nonce = headers.pop("nonce", new_nonce())
        named = {name.replace("_", "-"): value for name, value in headers.items()} | {NONCE: nonce}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                status, content, signature = response.status, response.read(), response.headers[SIGNATURE]
        except urllib.error.HTTPError as error:
            status, content, signature = error.code, error.read(), error.headers[SIGNATURE]
        said = answered(nonce, status, content)
        assert is_signed(office.folder.public_key, "answer", said, bytes.fromhex(signature))
        return status, content

    yield call
    server.should_exit = True
    thread.join()


def enter(call: Any, laptop: Laptop) -> dict[str, str]:
    nonce = new_nonce()
    claim = session_claim(laptop.device, "2026-11-23T08:00:00Z", nonce)
    body = {"device": laptop.device, "at": "2026-11-23T08:00:00Z"}
    body["signature"] = sign_bytes(laptop.key, "session", claim).hex()
    status, content = call(
        "POST", "/v1/session", json.dumps(body).encode(), nonce=nonce, Content_Type="application/json"
    )
    assert status == 200
    answer = json.loads(content)
    assert answer["hello"]["last"] == 0
    return {"Authorization": f"Bearer {answer['token']}"}


def test_every_answer_is_signed_refusals_too(office: Office) -> None:
    laptop = office.laptop()
    laptop.queue(laptop.visit())
    laptop.sign("siti")
    other = office.laptop(("budi", "penyelia"))
    with running(office) as call:
        headers = enter(call, laptop)
        _first, batch, signature = laptop.batch()
        body = pack(batch.lines, batch.signatures)
        status, content = call("POST", "/v1/push?from=1", body, Kelambu_Batch=signature.hex(), **headers)
        assert (status, json.loads(content)["acked"]) == (200, 2)
        status, content = call("GET", "/v1/pull?cursor=0&max=4096", **enter(call, other))
        rows = json.loads(inflate(content, 1 << 20))["rows"]
        assert [(row[1], row[2], row[3]) for row in rows] == [
            (laptop.device, 1, "accepted"),
            (laptop.device, 2, "accepted"),
        ]
        assert rows[0][4].encode() == laptop.entries[0].line

        assert call("GET", "/v1/hello")[0] == 401
        assert call("GET", "/nowhere")[0] == 404
        assert call("DELETE", "/v1/push")[0] == 405
        assert call("POST", "/v1/push?from=0", b"x", Kelambu_Batch="00" * 64, **headers)[0] == 422
        assert call("POST", "/v1/push?from=3", b"x", Kelambu_Batch="00" * 64, **headers)[0] == 422
        assert call("POST", "/v1/push?from=9", body, Kelambu_Batch="00" * 64, **headers)[0] == 409
        assert call("POST", "/v1/push?from=1", b"x" * (MOST_PACKED + 1), **headers)[0] == 413
        assert call("GET", "/v1/snapshot/16.06.01.2001", **headers)[0] == 404
        assert call("GET", "/healthz")[0] == 200
        status, content = call("GET", "/metrics")
        assert b'kelambu_requests_total{call="push",status="200"} 1.0' in content
        assert content.endswith(b"# EOF\n")


def test_a_token_is_its_devices_until_its_end() -> None:
    key = b"k" * 32
    token = make_token(key, "aa11bb22", 2**33)
    assert read_token(key, token) == "aa11bb22"
    old = make_token(key, "aa11bb22", 1)
    for bad in (old, token[:-1], "x" + token, "", "..", make_token(b"o" * 32, "aa11bb22", 2**33), "é.1.x"):
        with pytest.raises(Turned):
            read_token(key, bad)


def test_limits_fill_again_with_time() -> None:
    now = 0.0
    limits = Limits(lambda: now)
    for _ in range(DEVICE.burst):
        limits.check_device("a")
    with pytest.raises(Turned) as turned:
        limits.check_device("a")
    assert (turned.value.status, turned.value.fields["retry"]) == (429, 1)
    limits.check_device("b")
    limits.check_address("a")
    now += 1 / DEVICE.per_second
    limits.check_device("a")
    assert ADDRESS.burst > DEVICE.burst


@pytest.mark.slow
def test_fifty_copies_at_once_count_once(office: Office) -> None:
    laptop = office.laptop()
    for at in range(60):
        laptop.visit(f"P{at}")
    laptop.sign("siti")
    _first, batch, signature = laptop.batch()
    body = pack(batch.lines, batch.signatures)
    answers: list[int] = []
    with running(office) as call:
        headers = enter(call, laptop)

        def send() -> None:
            status, content = call("POST", "/v1/push?from=1", body, Kelambu_Batch=signature.hex(), **headers)
            answers.append(status if status != 200 else json.loads(content)["acked"])

        threads = [threading.Thread(target=send) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [60] * 50
    assert office.rows() == 60


@pytest.mark.slow
def test_the_description_fuzzed_gives_no_server_error(office: Office, tmp_path: Path) -> None:
    import schemathesis
    from hypothesis import HealthCheck, given, settings
    from schemathesis.checks import not_a_server_error

    from kelambu_tui.hub.app import make_app

    @schemathesis.serializer("application/kelambu")
    def as_it_is(_context: Any, value: Any) -> bytes:
        return value if isinstance(value, bytes) else str(value).encode()

    laptop = office.laptop()
    app = make_app(office.folder, office.storage)
    token = make_token(office.folder.session_key, laptop.device, 2**33)
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app)
    headers = {NONCE: "0" * 32, "Authorization": f"Bearer {token}", "Kelambu-Batch": "0" * 128}
    quick = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)

    for operation in schema.get_all_operations():
        described: Any = operation.ok()  # type: ignore[union-attr]

        @quick
        @given(case=described.as_strategy())
        def fuzz(case: Any) -> None:
            case.headers = {**dict(case.headers or {}), **headers}
            case.call_and_validate(checks=[not_a_server_error])

        fuzz()
