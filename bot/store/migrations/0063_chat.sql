-- Where the bot answers questions in plain words on a server: NULL is everywhere that it may write, an empty text is
-- nowhere, else the channels' ids with commas between them (at most 25, domain.guilds.MOST_CHAT_CHANNELS).

ALTER TABLE guild ADD COLUMN chat TEXT;
