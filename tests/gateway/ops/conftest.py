from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="package")
def plain_output() -> Iterator[None]:
    """No colours and 80 columns, whatever the terminal of whoever runs the tests asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FORCE_COLOR", raising=False)
        patch.delenv("COLUMNS", raising=False)
        yield
