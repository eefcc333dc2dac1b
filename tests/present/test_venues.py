"""One function says where an interaction takes place."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECIDES = ROOT / "bot/present/venues.py"
ASKED = ("guild", "guild_id", "context", "is_guild_integration", "is_user_integration")


def test_nothing_else_asks_an_interaction_for_its_server() -> None:
    """discord.py names a server there even where the bot is on none."""
    found: dict[Path, list[int]] = {}
    for path in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")):
        text = path.read_text("utf-8")
        if "interaction" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and node.attr in ASKED:
                of = node.value
                name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
                if name == "interaction":
                    found.setdefault(path, []).append(node.lineno)
    assert set(found) == {DECIDES}, found
