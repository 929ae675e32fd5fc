"""Says which tests are left out for want of a server; ``--packages``: what Debian has for them."""

import os
import sys

from tests.servers.dovecot import find_dovecot
from tests.servers.postgres import find_postgres
from tests.servers.process import ServerUnavailable


def missing() -> dict[str, ServerUnavailable]:
    """The marks of tests that cannot run here, and why."""
    found = {}
    try:
        find_dovecot(os.environ.get("TEST_DOVECOT"))
    except ServerUnavailable as error:
        found["dovecot"] = error
    try:
        if not os.environ.get("TEST_POSTGRES"):
            find_postgres()
    except ServerUnavailable as error:
        found["postgres"] = error
    return found


def main() -> None:
    found = missing()
    if "--packages" in sys.argv:
        print(" ".join(error.packages for error in found.values()).strip())
    elif found:
        reasons = "; ".join(f"{mark}: {error}" for mark, error in found.items())
        print(f"Tests left out: {reasons}")


if __name__ == "__main__":
    main()
