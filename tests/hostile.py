"""Somebody who sends whatever is in the corpora: what the tests of safety share."""

from urllib.parse import urlencode

import pytest

from .corpora import A_FEW, THE_OTHERS
from .running_orders import PAGE

FORM = "application/x-www-form-urlencoded"
BATCHES = [THE_OTHERS[start : start + 50] for start in range(0, len(THE_OTHERS), 50)]
A_FEW_AT_LEAST = pytest.mark.parametrize(
    "texts",
    [A_FEW, *(pytest.param(texts, marks=pytest.mark.long) for texts in BATCHES)],
    ids=lambda texts: ascii(texts[0][:30]),
)


def post(client, address, **fields):
    """As a hostile program would: surrogates and all."""
    fields = {n: str(v).encode("utf-8", "surrogatepass") for n, v in fields.items()}
    headers = fields.pop("headers", None)
    return client.post(address, urlencode(fields), FORM, headers=headers)


def running_order(number, text):
    """A page with `text` in its prose and behind a name, and a headline of its own."""
    page = PAGE.replace("when the river comes back", f"on bridge {number}")
    page = page.replace("Tomas Berg, @tomasberg", f"Tomas Berg, @{text}")
    return page.replace("Officials had promised", f"Officials {text} had promised")
