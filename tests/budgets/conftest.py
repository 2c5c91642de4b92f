"""What the tests of the workflow and of the review begin with.

`two_rules`  in the place of the whole catalogue: an error and a warning that a test can choose (`states.two_rules_only`)
`draft`      a small budget of the petition office
`submitted`  the same, with the reviewer
"""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.budgets.states import two_rules_only

    two_rules_only(monkeypatch)


@pytest.fixture
def draft(department: Any) -> Any:
    from tests.builders import make_small_budget

    return make_small_budget(department)


@pytest.fixture
def submitted(draft: Any, preparer: Any) -> Any:
    from budgets.choices import Status
    from tests.budgets.states import bring_to

    return bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
