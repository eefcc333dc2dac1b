"""Each part of a text is drawn by a font that has it, at the width that its font gives it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import uharfbuzz as hb
from PIL import Image

from bot.charts import fonts, sheet
from bot.charts.sheet import Hand, Sheet
from bot.domain.charts import Label

OTHER = "IPAexGothic"  # as long as `DejaVu Sans`, so that a font can be renamed in its place
REGULAR, BOLD = (fonts.OWN / name for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))


def renamed(path: Path) -> bytes:
    """The same font under the name of another one."""
    font = path.read_bytes()
    for coding in ("ascii", "utf-16-be"):
        font = font.replace(fonts.LATIN.encode(coding), OTHER.encode(coding))
    return font


def of_ascii(path: Path) -> bytes:
    """The same font with nothing in it but ASCII."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(range(0x20, 0x7F))
    kept: bytes = hb.subset(hb.Face(hb.Blob.from_file_path(path)), wanted).blob.data
    return kept


@pytest.fixture
def two_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose Latin font has ASCII alone, and one more font that has other letters."""
    for folder in ("own", "machine/deep", "machine/broken"):
        (tmp_path / folder).mkdir(parents=True)
    for path in (REGULAR, BOLD):
        (tmp_path / "own" / path.name).write_bytes(of_ascii(path))
        (tmp_path / "machine" / "deep" / path.name).write_bytes(renamed(path))
    (tmp_path / "machine" / "broken" / "no-font.ttf").write_bytes(b"no font")
    (tmp_path / "machine" / "broken" / "empty.otf").write_bytes(b"")
    (tmp_path / "machine" / "broken" / "a folder.ttc").mkdir()
    monkeypatch.setattr(fonts, "OWN", tmp_path / "own")
    monkeypatch.setattr(fonts, "_folders", lambda: (tmp_path / "machine", tmp_path / "absent"))
    monkeypatch.setattr(fonts, "SCRIPTS", (("Not There", OTHER), ("Nor This",)))
    fonts.forget()
    yield
    monkeypatch.undo()
    fonts.forget()


def ink(text: str, *, bold: bool = False) -> np.ndarray:
    """Where a text leaves ink on an empty sheet."""
    drawn = Sheet(40, "#000000")
    drawn.write(10, 30, text, Hand(12, "#FFFFFF", bold))
    picture: np.ndarray = np.asarray(Image.open(io.BytesIO(drawn.png())).convert("L")) > 100
    return picture


@pytest.mark.usefixtures("two_fonts")
def test_each_part_has_the_font_that_has_it() -> None:
    assert fonts.families() == (fonts.LATIN, OTHER)
    for bold in (False, True):
        parts = fonts.runs("Мир ok Ж", bold=bold)
        assert [(part.text, part.family) for part in parts] == [
            ("Мир", OTHER), (" ok ", fonts.LATIN), ("Ж", OTHER),
        ]  # fmt: skip
    assert len(fonts.files()) == 4


@pytest.mark.usefixtures("two_fonts")
def test_a_letter_of_the_other_font_is_drawn_and_not_a_box() -> None:
    """Both fonts are one under two names, so the whole is what the one alone draws."""
    in_two_fonts = {bold: ink("Мир ok Ж", bold=bold) for bold in (False, True)}
    assert (in_two_fonts[False] != in_two_fonts[True]).any(), "the bold one is another font"


def test_a_text_in_two_fonts_stands_as_in_one(two_fonts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    in_two_fonts = ink("Мир ok Ж")
    monkeypatch.undo()
    fonts.forget()
    assert (in_two_fonts == ink("Мир ok Ж")).mean() > 0.999


@pytest.mark.usefixtures("two_fonts")
def test_a_label_is_in_its_own_language_where_every_letter_can_be_drawn() -> None:
    assert fonts.words(Label("Мир", "Peace")) == "Мир"
    assert fonts.words(Label("Мир 平", "Peace")) == "Peace"
    assert fonts.words(Label("two\nlines", "one line")) == "one line"


def test_what_no_font_has_is_left_out() -> None:
    assert [part.text for part in fonts.runs("a\U0010ffffb\n\x00c")] == ["abc"]
    assert fonts.runs("\U0010ffff") == []


def test_a_mark_stays_with_its_letter() -> None:
    (part,) = fonts.runs("e\u0301")
    assert part.width == pytest.approx(fonts.runs("é")[0].width, abs=0.01)


def test_signs_of_markup_are_letters_here() -> None:
    drawn = Sheet(40, "#000000")
    placed = drawn.write(10, 30, "<b> & \"x\" 'y'", Hand(9, "#FFFFFF"))
    assert drawn.svg().count("<text") == 1
    assert placed.right - placed.left == pytest.approx(
        sum(part.width for part in fonts.runs("<b> & \"x\" 'y'")) * 9 * sheet.PIXELS
    )
    assert sheet.rendered(drawn.svg()).startswith(b"\x89PNG")


def test_the_own_fonts_are_there_with_their_licence() -> None:
    assert {face.weight for face in fonts._read(REGULAR)} == {400}
    assert {face.weight for face in fonts._read(BOLD)} == {700}
    assert "Bitstream Vera" in (fonts.OWN / "LICENSE").read_text(encoding="utf-8")


def test_a_machine_whose_user_has_no_home_has_the_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    fonts.forget()
    assert fonts.LATIN in fonts.families()


def test_of_one_family_neither_the_narrow_nor_the_wide_one_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = [
        fonts.Face(fonts.LATIN, weight, breadth, tmp_path / f"{weight} {breadth}", 0)
        for breadth in (75, 100, 125)
        for weight in (200, 400, 700)
    ]
    monkeypatch.setattr(fonts, "_read", lambda path: faces if path == REGULAR else ())
    fonts.forget()
    try:
        for bold, weight in ((False, 400), (True, 700)):
            (drawn,) = fonts._drawn_with(bold=bold)
            assert (drawn.weight, drawn.breadth) == (weight, 100)
    finally:
        monkeypatch.undo()
        fonts.forget()
