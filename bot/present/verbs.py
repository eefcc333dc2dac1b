"""All verbs: the words in a `custom_id` for what a button, menu or form does.

A verb is never renamed, because old messages contain it. A verb that no screen shows any more keeps its
handler and is listed in `NO_LONGER_SHOWN`.
"""

from __future__ import annotations

from bot.domain.verbs import Verb

# --- any screen ---

BETTER = Verb("better")
AGAIN = Verb("again")
CARD = Verb("card")
CHAT = Verb("chat")
CORRECTED = Verb("corrected")
DISMISS = Verb("dismiss")
HELP = Verb("help")
START = Verb("start")
SETTINGS = Verb("settings")

# --- cards, search, rankings ---

ADOPT = Verb("adopt")
LOOKUP = Verb("lookup")
MORE = Verb("more")
PAGE = Verb("page")
PERSON = Verb("person")
TAB = Verb("tab")
TOP = Verb("top")

# --- scores ---

RATE = Verb("rate")
SCORE = Verb("score")
SCORE_EPISODE = Verb("scoreepisode")
KEEP_SCORE = Verb("keepscore")
UNSCORE = Verb("unscore")
RATE_SEEN = Verb("rateseen")
UNSCORED = Verb("unscored")
RATINGS = Verb("ratings")
LATER_SCORES = Verb("pastscores")
SCORES_SHOW = Verb("scoresshow")

# --- episodes and their synopses ---

EPISODES = Verb("episodes")
SYNOPSIS = Verb("synopsis")
SYNOPSIS_IN = Verb("synopsisin")
REVEAL = Verb("reveal")
SEEN = Verb("seen")
WRITE = Verb("write")
WRITE_AHEAD = Verb("writeahead")

# --- publishing synopses ---

SYNOPSIS_ANEW = Verb("synanew")
SYNOPSIS_SCHEDULES = Verb("synschedules")
SYNOPSIS_SCHEDULE_END = Verb("synend")
SYNOPSIS_QUEUE = Verb("synqueue")
SYNOPSIS_QUEUE_AHEAD = Verb("synahead")
SYNOPSIS_PUBLISH = Verb("synpublish")
SYNOPSIS_EDIT = Verb("synedit")
SYNOPSIS_BACK = Verb("synback")
SYNOPSIS_MINE = Verb("synmine")

# --- watch lists ---

NEXT = Verb("next")
PLAN = Verb("plan")
REWATCH = Verb("rewatch")
UNLIST = Verb("unlist")
WATCH_MORE = Verb("watchmore")
WATCH_LIST = Verb("watchlist")
WATCH_LIST_FILTER = Verb("watchfilter")
LIST_TRY = Verb("listtry")
LIST_APPLY = Verb("listapply")
LIST_STAND = Verb("liststand")
LIST_LEAVE = Verb("listleave")
LIST_UNDO = Verb("listundo")
LIST_ROW = Verb("listrow")
LIST_IS = Verb("listis")
LIST_SKIP = Verb("listskip")
LIST_LOOK = Verb("listlook")
LIST_ADOPT = Verb("listadopt")

# --- profiles ---

PROFILE = Verb("profile")
EDIT_PROFILE = Verb("editprofile")
SET_PROFILE = Verb("setprofile")
SET_COUNTRY = Verb("setcountry")

# --- airing ---

AIRING_TODAY = Verb("airtoday")
FOLLOW = Verb("follow")
UNFOLLOW = Verb("unfollow")
DIGEST = Verb("digest")
DIGEST_AT = Verb("digestat")
DIGEST_OFF = Verb("digestoff")

# --- reviews ---

REVIEW = Verb("review")
REVIEW_WRITE = Verb("reviewwrite")
REVIEWS = Verb("reviews")
REVIEW_AT = Verb("reviewat")
REVIEW_READ = Verb("reviewread")
REVIEW_SHOW = Verb("reviewshow")
REVIEW_PAGE = Verb("reviewpage")
REVIEWS_OF = Verb("reviewsof")
REVIEW_VOTE = Verb("reviewvote")
REVIEW_DROP = Verb("reviewdrop")

# --- pictures of reviews and comments ---

PICTURES = Verb("pictures")

# --- recommendations ---

SIMILAR = Verb("similar")
AGREE = Verb("agree")
READ_REASON = Verb("reason")
REASON_SHOW = Verb("reasonshow")
SUGGEST = Verb("suggest")
WITHDRAW_SUGGESTION = Verb("unsuggest")
SUGGESTION_WITHDRAWN = Verb("unsuggested")

# --- what members recommend to each other ---

ADVISE = Verb("advise")
ADVICE = Verb("advice")
ADVICE_READ = Verb("adviceread")
ADVICE_SHOW = Verb("adviceshow")
ADVICE_AWAY = Verb("adviceaway")
ADVICE_REFUSE = Verb("advicerefuse")
ADVICE_ALL = Verb("adviceall")

# --- what a drama contains ---

WARNINGS = Verb("warnings")
WARNINGS_TELL = Verb("warntell")
WARNINGS_ASK = Verb("warnask")
VOTE_ENDING = Verb("warnending")
VOTE_SUBJECTS = Verb("warnsubjects")
VOTES_TAKE_BACK = Verb("warnback")

# --- the board and its comments ---

DISCUSS = Verb("discuss")
BOARD = Verb("board")
COMMENT = Verb("comment")
COMMENTS = Verb("comments")
REVIEW_COMMENT = Verb("reviewcomment")
REVIEW_COMMENTS = Verb("reviewcomments")
COMMENT_REPLY = Verb("commentreply")
COMMENT_MINE = Verb("commentmine")
COMMENT_MORE = Verb("commentmore")
COMMENT_EDIT = Verb("commentedit")
COMMENT_DROP = Verb("commentdrop")
COMMENT_READ = Verb("commentread")
COMMENT_SHOW = Verb("commentshow")
COMMENT_PAGE = Verb("commentpage")
COMMENT_LIKE = Verb("commentlike")
COMMENT_REPORT = Verb("commentreport")
COMMENT_MODERATE = Verb("commentmod")
COMMENT_TAKE_DOWN = Verb("commenttake")
COMMENT_PUT_BACK = Verb("commentback")

# --- moderation: reports, removals and the queue ---

REPORT = Verb("report")
WORDS_SWEEP = Verb("wordssweep")
MODERATION_QUEUE = Verb("modqueue")
WRITING_AT = Verb("writingat")
WRITING_LOOK = Verb("writing")
WRITING_READ = Verb("writingread")
WRITING_SHOW = Verb("writingshow")
WRITING_PAGE = Verb("writingpage")
WRITING_REMOVE = Verb("writingtake")
WRITING_RESTORE = Verb("writingback")
WRITING_LABEL = Verb("writinglabel")
REPORT_DISMISS = Verb("reportstay")
APPEAL = Verb("appeal")
APPEAL_REFUSE = Verb("appealno")

# --- quotes ---

QUOTE = Verb("quote")
QUOTE_WRITE = Verb("quotewrite")
QUOTE_ANOTHER = Verb("quoteanother")
QUOTE_READ = Verb("quoteread")
QUOTE_PICTURE = Verb("quotepicture")
QUOTE_SHOW = Verb("quoteshow")
QUOTE_MINE = Verb("quotemine")
QUOTE_EDIT = Verb("quoteedit")
QUOTE_DROP = Verb("quotedrop")
QUOTES = Verb("quotes")

# --- marked messages ---

MARK = Verb("mark")
MARK_DRAMA = Verb("markdrama")
MARK_EDIT = Verb("markedit")
MARK_ANEW = Verb("markanew")
MARKED_READ = Verb("markread")
MARKED_SHOW = Verb("markshow")
UNMARK = Verb("unmark")
UNMARK_NOW = Verb("unmarknow")

# --- clubs ---

CLUB_SEEN = Verb("clubseen")
CLUB_JOIN = Verb("clubjoin")
CLUB_LEAVE = Verb("clubleave")
CLUB_REMIND = Verb("clubremind")
CLUB_STATUS = Verb("clubstatus")
CLUB_WHICH = Verb("clubwhich")
CLUB_END_NOW = Verb("clubendnow")
CLUB_TAKE_OUT = Verb("clubout")

# --- the settings panel ---

SET_CHANNEL = Verb("setchannel")
SET_ROLE = Verb("setrole")
SET_POLICY = Verb("setpolicy")
SET_LANGUAGE = Verb("setlanguage")
SET_BATCH = Verb("setbatch")
SET_VARIETY = Verb("setvariety")
SET_CHAT = Verb("setchat")
SETTINGS_TEST = Verb("settingstest")
SETTINGS_RESET = Verb("settingsreset")
CHANNELS_ASK = Verb("channelsask")
CHANNELS_MAKE = Verb("channelsmake")
CHANNELS_HIDE = Verb("channelshide")
CHANNEL_HIDE = Verb("channelhide")

# --- the welcome ---

WELCOME_SET_UP = Verb("welcomesetup")
WELCOME_CARD = Verb("welcomecard")

# --- moderation ---

MEMBER_BLOCK = Verb("memberblock")
MEMBER_UNBLOCK = Verb("memberunblock")
AUDIT_LOG = Verb("auditlog")
AUDIT_KIND = Verb("auditkind")
AUDIT_FILE = Verb("auditfile")

# --- what may not be written, and what waits for a moderator ---

WORDS = Verb("words")
WORDS_LIST = Verb("wordslist")
WORDS_ADD = Verb("wordsadd")
WORDS_REMOVE = Verb("wordsremove")
WORDS_LINKS = Verb("wordslinks")
WORDS_MATCHES = Verb("wordsmatches")
WORDS_TRY = Verb("wordstry")
HELD = Verb("held")
HELD_SHOW = Verb("heldshow")
HELD_PAGE = Verb("heldpage")
HELD_RELEASE = Verb("heldrelease")
HELD_DISMISS = Verb("helddismiss")

# --- what is kept about a member ---

PRIVACY_ASK = Verb("privacyask")
PRIVACY_DELETE = Verb("privacydelete")
QUOTES_OF_ME = Verb("quotesofme")
QUOTE_OF_ME_DROP = Verb("quoteofmedrop")

# --- the catalogue ---

ADD_FROM = Verb("addfrom")
ADD_BY_HAND = Verb("addhand")
EDIT = Verb("edit")
EDIT_AHEAD = Verb("editahead")
EDIT_PANEL = Verb("editpanel")
EDIT_RANGES = Verb("editranges")
REFRESH = Verb("refresh")
APPLY_REFRESH = Verb("applyrefresh")
LINK_TO = Verb("linkto")
APPLY_LINK = Verb("applylink")
SAME_DRAMA = Verb("samedrama")
MERGE_DRAMAS = Verb("mergedramas")
REMOVE_DRAMA = Verb("removedrama")
RESTORE_DRAMA = Verb("restoredrama")
UNDO_IMPORT = Verb("unimport")
DRAMA_HISTORY = Verb("cathistory")
UNDO_CHANGE = Verb("catundo")
PROPOSALS = Verb("catqueue")
APPROVE = Verb("catapprove")
DECLINE = Verb("catdecline")
CATALOGUE_SUGGEST = Verb("catsuggest")
CATALOGUE_ASK = Verb("catask")
CATALOGUE_SUGGESTIONS = Verb("catsuggested")
CATALOGUE_TAKE = Verb("cattake")
CATALOGUE_TURN_DOWN = Verb("catno")
MATCHES = Verb("catmatch")
MATCH_SAME = Verb("matchsame")
MATCH_DIFFERENT = Verb("matchother")

# What leads nowhere without a server that the bot is on: elsewhere it is neither shown nor answered.
FOR_SERVERS: frozenset[Verb] = frozenset(
    (
        *(DISCUSS, BOARD, COMMENT, COMMENTS, COMMENT_REPLY, REVIEW_COMMENT, REVIEW_COMMENTS, REPORT),
        *(WRITE, WRITE_AHEAD, QUOTE, QUOTE_WRITE, ADVISE, CATALOGUE_SUGGEST, CATALOGUE_ASK),
    )
)

# Only messages of earlier versions contain these.
NO_LONGER_SHOWN: tuple[Verb, ...] = (
    COMMENT_REPORT,
    COMMENT_MODERATE,
    COMMENT_TAKE_DOWN,
    COMMENT_PUT_BACK,
)
