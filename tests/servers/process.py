"""What private servers have in common: a folder, an ordinary user, a free port, an orderly end.

A server is started without privileges (as ``nobody`` when the tests run as root), with its standard
streams detached, and dies with the test process, however that one ends.
"""

import grp
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_AS_ROOT = os.geteuid() == 0
USER = "nobody" if _AS_ROOT else pwd.getpwuid(os.geteuid()).pw_name
_IDENTITY = pwd.getpwnam(USER)
_SETPRIV = shutil.which("setpriv")  # util-linux; absent outside Linux
_RANDOM = random.SystemRandom()  # the seeded generator would give parallel runs the same ports


class ServerUnavailable(Exception):
    """The server cannot be had on this machine; ``packages`` are Debian's that would help."""

    def __init__(self, reason: str, packages: str = "") -> None:
        super().__init__(f"{reason} (Debian: {packages})" if packages else reason)
        self.packages = packages


def group() -> str:
    """The name of the group that servers run in."""
    return grp.getgrgid(_IDENTITY.pw_gid).gr_name


def private_folder(name: str) -> Path:
    """A new folder for one server: short, for the limit on socket paths, and its user's own."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    give(folder)
    return folder


def give(path: Path) -> None:
    """Make the server's user the owner."""
    if _AS_ROOT:
        os.chown(path, _IDENTITY.pw_uid, _IDENTITY.pw_gid)


def free_port() -> int:
    """A free loopback port below the range that the system hands out by itself.

    So nobody takes it by chance while its server is stopped.
    """
    for _ in range(1000):
        port = _RANDOM.randrange(10_240, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServerUnavailable("no free loopback port between 10240 and 32000")


def unprivileged(command: Sequence[str], *, dies_with_us: int | None = None) -> list[str]:
    """The command as the servers' user; it gets ``dies_with_us`` when this process ends."""
    if _SETPRIV is None:
        if _AS_ROOT:
            raise ServerUnavailable(
                "setpriv is not installed, and servers do not run as root", "util-linux"
            )
        return list(command)
    options = [] if dies_with_us is None else ["--pdeathsig", signal.Signals(dies_with_us).name[3:]]
    if _AS_ROOT:
        options += [f"--reuid={USER}", f"--regid={group()}", "--clear-groups"]
    return [_SETPRIV, *options, *command] if options else list(command)


def run(command: Sequence[str]) -> str:
    """Run a tool of the server to its end as the servers' user, and return what it printed."""
    done = subprocess.run(
        unprivileged(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        timeout=60,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


class Daemon:
    """One server process, started again and stopped at will."""

    def __init__(
        self, command: Sequence[str], *, answers: Callable[[], bool], logs: Path, stop_by: int
    ) -> None:
        self._command = tuple(command)
        self._answers = answers
        self._logs = logs  # the folder
        self._stop_by = stop_by
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, timeout: float = 20.0) -> None:
        """Start it and wait until it answers. Raises RuntimeError with its log when it does not."""
        if self.running:
            return
        with (self._logs / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                unprivileged(self._command, dies_with_us=self._stop_by),
                stdin=subprocess.DEVNULL,
                stdout=output,  # an inherited pipe would keep whoever runs the tests waiting
                stderr=output,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the tests alone
            )
        end = time.monotonic() + timeout
        while not self._answers():
            if not self.running or time.monotonic() > end:
                self.stop()
                said = "".join(log.read_text(errors="replace") for log in self._logs.glob("*.log"))
                raise RuntimeError(f"{self._command[0]} did not start:\n{said[-2000:]}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it in order, or by force after ten seconds. Does nothing when it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(self._stop_by)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
