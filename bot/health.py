"""Asks the running bot whether it is well. Imports little, because a container asks each minute."""

from __future__ import annotations

import http.client
import json

from bot.settings import Listening

PATIENCE = 5.0  # seconds


def ask_health(listening: Listening) -> tuple[bool, str]:
    """Whether the bot that answers there is well, and what is wrong otherwise."""
    connection = http.client.HTTPConnection(listening.host, listening.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        status, told = answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return False, f"nothing of Namida's answers at {listening}"
    finally:
        connection.close()
    troubles = told.get("troubles") if isinstance(told, dict) else None
    if not isinstance(troubles, list):
        return False, f"nothing of Namida's answers at {listening}"
    return status == http.client.OK, ", ".join(map(str, troubles))
