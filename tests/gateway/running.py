"""`postdesk run` as a process of its own, to be stopped and killed."""

import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

from tests.servers.process import free_port

_STOPS_WITHIN = 5.0  # seconds, by promise


def configuration(folder: Path, outgoing_port: int, **tables: str) -> Path:
    """Write a postdesk.toml with SMTP intake on a free port; ``tables`` are added as they are."""
    path = folder / "postdesk.toml"
    path.write_text(
        f"""
[gateway]
hostname = "hoster.example"
database = "sqlite:///postdesk.db"
state_dir = "state"
timezone = "Europe/Moscow"
[security]
trusted_authserv_ids = ["mx.hoster.example"]
[[mailboxes]]
name = "support"
address = "support@hoster.example"
{tables.get("imap", "")}
[intake.smtp]
listen = "127.0.0.1:{free_port()}"
[outgoing]
host = "127.0.0.1"
port = {outgoing_port}
[[agents]]
name = "Петя Иванов"
address = "petya.ivanov@hoster.example"
{tables.get("more", "")}
""",
        encoding="utf-8",
    )
    return path


class Running:
    """The process of one configuration."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.database = config.parent / "postdesk.db"
        text = config.read_text(encoding="utf-8")
        self.port = int(text.split('listen = "127.0.0.1:')[1].split('"')[0])
        self.log = config.parent / "postdesk.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it and wait until it takes letters."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gateway.cli",
                    "run",
                    "--config",
                    str(self.config),
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """SIGTERM; fails when the process breaks its promise."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(_STOPS_WITHIN) == 0, self.log.read_text()
        self._process = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same configuration."""
        return subprocess.run(
            [sys.executable, "-m", "gateway.cli", *arguments, "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as client:
                return client.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False
