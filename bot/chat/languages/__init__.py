"""The languages in which members may ask. Each is one module, and is found automatically."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from bot.chat.languages.language import Language


@cache
def languages() -> tuple[Language, ...]:
    """Every language: the modules here that have a `LANGUAGE`."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return tuple(module.LANGUAGE for module in modules if hasattr(module, "LANGUAGE"))
