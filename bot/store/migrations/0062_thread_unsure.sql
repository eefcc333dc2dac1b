-- Since when an attempt to open a thread may have opened it. The end of the last claim told that of the last
-- attempt only: a thread of the one before was not looked for where the second attempt died before it had
-- looked, and then there were two.

ALTER TABLE thread ADD COLUMN unsure_since TEXT;             -- UTC; NULL: no attempt has an unknown outcome
