"""Asks Discord for a server's AutoMod rules."""

from __future__ import annotations

import aiohttp
import discord

from bot.domain.screening import (
    EXPRESSION_LIMIT,
    KEYWORD_LIMIT,
    MOST_ALLOWED,
    MOST_EXPRESSIONS,
    MOST_KEYWORDS,
    AutomodRule,
    AutomodRules,
    Trouble,
)
from bot.logs import get_logger

log = get_logger("namida.automod")

_PRESETS = discord.AutoModRuleTriggerType.keyword_preset
_KEYWORDS = discord.AutoModRuleTriggerType.keyword
_MESSAGES = discord.AutoModRuleEventType.message_send


class AutomodOfDiscord:
    """Discord's own word on a server's rules. The bot may read them with Manage Server."""

    def __init__(self, client: discord.Client):
        self._client = client

    def is_there(self, guild_id: int) -> bool:
        """Whether the bot is on a server."""
        return self._client.get_guild(guild_id) is not None

    async def automod_rules(self, guild_id: int) -> AutomodRules | Trouble:
        """The rules for what members write. Those that are switched off are left out."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return Trouble.SILENT
        if not guild.me.guild_permissions.manage_guild:
            return Trouble.FORBIDDEN
        try:
            found = await guild.fetch_automod_rules()
        except discord.Forbidden:
            return Trouble.FORBIDDEN
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("AutoMod rules unknown", guild=guild_id, reason=repr(error))
            return Trouble.SILENT
        counting = [rule for rule in found if rule.enabled and rule.event_type is _MESSAGES]
        return AutomodRules(
            tuple(
                _read(rule)
                for rule in sorted(counting, key=lambda rule: rule.id)
                if rule.trigger.type is _KEYWORDS
            ),
            any(rule.trigger.type is _PRESETS for rule in counting),
        )


def _read(rule: discord.AutoModRule) -> AutomodRule:
    """A keyword rule, within the limits that Discord states."""
    trigger = rule.trigger
    return AutomodRule(
        rule.id,
        rule.name,
        tuple(word[:KEYWORD_LIMIT] for word in trigger.keyword_filter[:MOST_KEYWORDS]),
        tuple(word[:KEYWORD_LIMIT] for word in trigger.allow_list[:MOST_ALLOWED]),
        # One that is cut would find something else: a longer one cannot be read, and that is said.
        tuple(text[: EXPRESSION_LIMIT + 1] for text in trigger.regex_patterns[:MOST_EXPRESSIONS]),
        tuple(sorted(rule.exempt_role_ids)),
        tuple(sorted(rule.exempt_channel_ids)),
        any(action.type is discord.AutoModRuleActionType.block_message for action in rule.actions),
    )
