"""Reading submitted forms: their files, whatever Discord's data looks like."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.present.forms import Uploaded, submitted

FORM = "namida:1:pictures:review:5"
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "components",
                    "component",
                    "custom_id",
                    "values",
                    "value",
                    "attachments",
                    "size",
                    "url",
                    "9",
                    "x",
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def sent(values: Any, attachments: Any) -> dict[str, Any]:
    upload = {"type": 19, "custom_id": "files", "values": values}
    components = [{"type": 18, "component": upload}]
    return {"custom_id": FORM, "components": components, "resolved": {"attachments": attachments}}


def test_the_files_of_a_form_come_in_their_order() -> None:
    known = {
        "8": {"id": "8", "size": 3, "url": "https://cdn.example/8", "filename": "b.png"},
        "9": {"id": "9", "size": 4, "url": "https://cdn.example/9", "filename": "a.png"},
        "7": {"id": "7", "size": "4", "url": None},
    }
    read = submitted(sent(["9", "7", "8", "1"], known))
    assert read is not None
    _, fields = read
    assert fields.files("files") == (
        Uploaded(4, "https://cdn.example/9"),
        Uploaded(3, "https://cdn.example/8"),
    )
    assert fields.files("others") == ()


@given(json, json, json)
def test_nothing_that_is_sent_is_a_fault(values: Any, attachments: Any, components: Any) -> None:
    for data in (
        sent(values, attachments),
        {"custom_id": FORM, "components": components, "resolved": values},
    ):
        read = submitted(data)
        assert read is not None
        assert all(isinstance(one, Uploaded) for one in read[1].files("files"))
