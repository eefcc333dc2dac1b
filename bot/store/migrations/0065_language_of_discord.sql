-- Discord says in which language a member's client is with each command, and with nothing else. So the last one is kept:
-- a direct message that the bot sends by itself is in it, unless the member chose another language.

ALTER TABLE member ADD COLUMN discord_language TEXT;  -- a locale of Discord's (ja, pt-BR); NULL: not heard yet
