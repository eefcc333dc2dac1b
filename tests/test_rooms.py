"""The picture of the rooms: only arrows that the code has, and none that a longer way shows as well."""

from __future__ import annotations

from pathlib import Path

from tools.rooms import BEGIN, END, PAGE, arrows, drawn, thinned, written


def test_an_arrow_that_a_longer_way_shows_is_left_out() -> None:
    assert thinned({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_a_new_import_is_a_new_arrow(tmp_path: Path) -> None:
    for path, text in {
        "cogs/dance.py": "from bot.present.layout import box\n",
        "bot/present/layout.py": "import json\nfrom bot.present import words\n",
        "bot/store/rows.py": "from bot import present\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert arrows(tmp_path) == {"cogs": {"bot.present"}, "bot.store": {"bot.present"}}
    assert "    cogs --> present\n" in drawn({"cogs": {"bot.present"}})


def test_the_page_shows_the_code_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert written(page, drawn(arrows())) == page, "run python -m tools.rooms"
