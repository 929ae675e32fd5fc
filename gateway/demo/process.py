"""The gateway of the demo: a process of its own, as it runs in earnest."""

import contextlib
import os
import secrets
import signal
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

from gateway.errors import PostdeskError
from gateway.settings import ENV_PREFIX

_PORT_TRIES = 200
_START = 20.0  # seconds
_STOP = 10.0


def free_port() -> int:
    """A loopback port that nobody uses now.

    It lies below those that systems hand out by themselves, so that no connection takes it by
    chance before the gateway does.
    """
    for _ in range(_PORT_TRIES):
        port = 10_240 + secrets.randbelow(20_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise PostdeskError("no free port on 127.0.0.1 between 10240 and 30240")


class GatewayProcess:
    """`postdesk run`, started by ``with``, which waits until it takes letters."""

    def __init__(self, config: Path, port: int) -> None:
        self._config = config
        self._port = port
        self._log = config.with_name("gateway.log")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "GatewayProcess":
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(ENV_PREFIX)
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-m", "gateway.cli", "run", "--config", str(self._config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches us, and we stop it in order
            )
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def log_tail(self) -> str:
        """The last words of the process."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return "\n".join(lines[-3:])

    def _wait(self) -> None:
        end = time.monotonic() + _START
        while not self._answers():
            if self._process is None or self._process.poll() is not None:
                raise PostdeskError(f"the gateway did not start: {self.log_tail()}")
            if time.monotonic() > end:
                raise PostdeskError(f"the gateway took no letters in {_START:.0f} s")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=5) as client:
                return client.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
