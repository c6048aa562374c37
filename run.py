"""Everything from a bare Python: `python3 run.py demo` opens the practice app, `python3 run.py tests` tests it.

`python3 run.py benchmarks` measures it beside its peers. The first run makes `.venv` in this folder and puts the exact, hash-checked packages of
`requirements.lock` there; later runs start at once. Further arguments go to the app or to pytest.
Standard library only; the syntax stays readable for old Pythons, so that they can be told.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (the sentence is for whoever has an older one)
    sys.exit(
        "Kelambu memerlukan Python 3.11 atau lebih baru; yang dipakai sekarang {}. Pasang Python baru, "
        "lalu jalankan dengan python itu. / Kelambu needs Python 3.11 or newer.".format(
            sys.version.split()[0]
        )
    )

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "kelambu-stamp.txt"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PEERS = ROOT / "requirements-peers.lock"
USAGE = "Pemakaian / usage: python3 run.py demo [...] | tests [...] | benchmarks [...]"


class SetupError(Exception):
    """What went wrong and what to do, in one sentence."""


def say(text: str) -> None:
    """Tell the person what is going on, beside the answer on standard output."""
    print(text, file=sys.stderr, flush=True)


def stamp() -> str:
    """Return a digest of everything that decides what `.venv` holds."""
    digest = hashlib.blake2b(digest_size=16)
    sources = [
        LOCK,
        ROOT / "pyproject.toml",
        ROOT / "hatch_build.py",
        *sorted(ROOT.glob("kelambu_tui/locale/**/*.po")),
    ]
    for path in sources:
        digest.update(path.read_bytes())
    return "{} {}".format(digest.hexdigest(), ROOT)


def call(*command: str, quiet: bool = False) -> int:
    """Run a command for the set-up; its output goes to standard error, or nowhere."""
    sink = subprocess.DEVNULL if quiet else sys.stderr
    environment = {
        key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONHOME")
    }
    return subprocess.call(
        command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=str(ROOT), env=environment
    )


def usable() -> bool:
    """Say whether `.venv` holds a Python that starts and is new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and call(str(PYTHON), "-c", check, quiet=True) == 0


def make_venv() -> None:
    """Make `.venv` with the standard library, or with uv where a system leaves parts of that out."""
    if usable():
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    if call(sys.executable, "-m", "venv", str(VENV), quiet=True) == 0 and usable():
        return
    outside = shutil.which("uv")
    if outside and call(outside, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise SetupError(
        "Python ini tidak dapat membuat .venv; di Debian/Ubuntu jalankan: sudo apt install python3-venv, lalu ulangi. "
        "/ This Python cannot make a .venv; on Debian or Ubuntu run: sudo apt install python3-venv, then try again."
    )


def locked_uv() -> str:
    """Return the lines of the lock that pin uv, hashes included."""
    lines = LOCK.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith("uv=="))
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith("    "))
    return "".join(lines[start:end])


def find_uv() -> list[str]:
    """Return the command that runs uv: the one in `.venv`, put there with pip, or one on the PATH."""
    inside = [str(PYTHON), "-m", "uv"]
    if call(*inside, "--version", quiet=True) == 0:
        return inside
    pip = [str(PYTHON), "-m", "pip"]
    has_pip = call(*pip, "--version", quiet=True) == 0
    if has_pip or call(str(PYTHON), "-m", "ensurepip", quiet=True) == 0:
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder) / "uv.txt"
            wanted.write_text(locked_uv(), encoding="utf-8")
            options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
            if call(*pip, "install", *options, "-r", str(wanted)) == 0:
                return inside
    outside = shutil.which("uv")
    if outside:
        return [outside]
    raise SetupError(
        "Paket pertama (uv) tidak dapat diambil; sambungkan ke internet lalu ulangi. "
        "/ The first package (uv) could not be fetched; connect to the internet and try again."
    )


def prepare() -> None:
    """Bring `.venv` to what the lock says, unless it is there already."""
    wanted = stamp()
    if usable() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    say("Menyiapkan .venv, sekali saja (perlu internet) / setting up .venv, once (needs the internet) ...")
    make_venv()
    STAMP.unlink(missing_ok=True)
    uv = find_uv()
    target = ("--quiet", "--python", str(PYTHON))
    done = (
        call(*uv, "pip", "sync", *target, "--compile-bytecode", "--require-hashes", str(LOCK)) == 0
        and call(*uv, "pip", "install", *target, "--no-deps", "--no-build-isolation", "-e", str(ROOT)) == 0
    )
    if not done:
        raise SetupError(
            "Paket belum lengkap (lihat baris di atas); sambungkan ke internet lalu ulangi, yang sudah terambil tidak "
            "diambil lagi. / Not all packages are in place (see above); connect to the internet and try again."
        )
    STAMP.write_text(wanted, encoding="utf-8")


def add_peers() -> None:
    """Put what the benchmarks compare with beside the rest; the next change of the lock takes it away."""
    say("Memasang pembanding untuk pengukuran / installing the peers of the benchmarks ...")
    options = ("--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(PEERS))
    if call(*find_uv(), "pip", "install", *options) != 0:
        raise SetupError(
            "Pembanding belum lengkap (lihat baris di atas); sambungkan ke internet lalu ulangi. "
            "/ Not all peers are in place (see above); connect to the internet and try again."
        )


def command_for(task: str, rest: list[str]) -> list[str]:
    """Return the command that does `task` inside `.venv`."""
    if task == "demo":
        return [str(PYTHON), "-m", "kelambu_tui", "demo", *rest]
    if task == "benchmarks":
        places = rest or ["tests/benchmarks"]
        return [str(PYTHON), "-m", "pytest", "-s", "-m", "benchmark", *places]
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb", "--collect")) for word in rest)
    workers = [] if chosen else ["-n", str(min(os.cpu_count() or 1, 4))]
    return [str(PYTHON), "-m", "pytest", *workers, *rest]


def main(words: list[str]) -> int:
    """Do what `words` ask; returns the exit code."""
    if words in (["-h"], ["--help"]):
        say(USAGE)
        return 0
    if not words or words[0] not in ("demo", "tests", "benchmarks"):
        say(USAGE)
        return 2
    try:
        prepare()
        if words[0] == "benchmarks":
            add_peers()
    except (SetupError, OSError) as problem:
        say(str(problem))
        return 1
    command = command_for(words[0], words[1:])
    inside = None if words[0] == "demo" else str(ROOT)
    # Ctrl+C reaches the child as well; it decides, and its exit code is ours.
    with subprocess.Popen(command, cwd=inside) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
