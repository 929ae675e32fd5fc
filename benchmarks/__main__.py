"""All measurements, one after the other: ``make bench``."""

import subprocess
import sys

MODULES = (
    "benchmarks.whole_way",
    "benchmarks.parse",
    "benchmarks.routing",
    "benchmarks.enumeration",
)


def main() -> int:
    """Run each in a process of its own; gives the first exit code that isn't 0."""
    for module in MODULES:
        code = subprocess.run([sys.executable, "-m", module], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
