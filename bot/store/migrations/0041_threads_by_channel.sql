-- The board's threads by their channel: which channels a guild's board has, how many threads a reader sees in them,
-- and which go with a channel that is deleted. Until here each of these read every thread of the guild, the last of
-- them every thread that there is.
CREATE INDEX thread_by_channel ON thread (guild_id, channel_id, drama_id) WHERE thread_id IS NOT NULL;
