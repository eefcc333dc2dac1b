"""Traditional Chinese: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"第? ?(?P<n>\d{1,4}) ?集"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"(?:誰|谁)(?:演|主演|飾演|出演)(?:的|了)?|演員(?:表|有誰)?|主角|主演|卡司|有誰(?:演|出演)?"),
    ),
    Intent.STAFF: ((STRONG, r"導演|編劇|(?:誰|谁)(?:導|拍|寫)(?:的)?|作者"),),
    Intent.LENGTH: ((STRONG, r"(?:總共|一共|全部)?(?:有)?(?:幾|多少)集|集數|多長"),),
    Intent.AIRED: ((STRONG, r"(?:什麼時候|何時|哪一?年)(?:播出|上映|開播|播的|播|出的|首播)(?:的)?|首播|播出日期|哪一?年"),),
    Intent.NEXT: ((STRONG, r"下一?集(?:什麼時候|何時)?(?:播出?|出)?|還在播|最新一?集"),),
    Intent.STREAM: ((STRONG, r"(?:在)?(?:哪裡|哪裏|哪兒|哪|去哪)(?:可以|能)?(?:看|追)(?:到)?|串流|線上看|netflix(?:有嗎)?"),),
    Intent.ABOUT: ((STRONG, r"(?:在)?(?:講|說|演)(?:的是)?(?:什麼|甚麼)(?:故事)?|劇情|簡介|大綱|什麼故事|內容"),),
    Intent.SYNOPSIS: ((STRONG, rf"{_EPISODE}.{{0,8}}(?:發生|劇情|演了|講|大綱|內容)[^\s]{{0,6}}"),),
    Intent.ENDING: ((STRONG, r"結局|怎麼(?:結束|收尾)|(?:會不會)?(?:悲傷|悲劇|虐)|好哭|會哭|喜劇收場|有人死"),),
    Intent.SIMILAR: ((STRONG, r"(?:類似|像|跟|和|與).{0,3}(?:一樣|類似|差不多|的)?(?:劇|戲|作品)|類似|相似"),),
    Intent.RATING: ((STRONG, r"評分|分數|幾分|好看嗎|好不好看|值得(?:一?看|追)(?:嗎)?"),),
    Intent.REVIEWS: ((STRONG, r"評論|影評|劇評|心得|大家(?:覺得|怎麼看)"),),
    Intent.WATCHERS: ((STRONG, r"(?:有人|誰)(?:看過|在看|看了|追過)(?:嗎)?"),),
    Intent.PROGRESS: ((STRONG, r"我?(?:看|追)到(?:哪|第幾|幾)[^\s]{0,3}|我的進度"),),
    Intent.FOR_ME: ((STRONG, r"推薦(?:我|一部|一下)?|(?:看|追)什麼(?:好)?|該看什麼|有什麼好看的"),),
    Intent.TODAY: ((STRONG, r"今(?:天|晚|日)(?:有)?(?:什麼|哪些)?(?:播|上映|節目|劇)[^\s]{0,4}|今天有什麼"),),
    Intent.MUSIC: ((STRONG, r"主題曲|片頭曲|片尾曲|插曲|原聲帶|配樂|ost|歌"),),
    Intent.QUOTE: ((STRONG, r"名言|台詞|金句|語錄"),),
    Intent.HELP: (
        (STRONG, r"怎麼用|說明|幫助|指令|(?:你)?(?:能|可以|會)做什麼|如何|怎麼(?:評分|寫)"),
        (STRONG, r"^(?:你好|嗨|哈囉|謝謝|早安|晚安)$"),
    ),
    Intent.SCORE: ((STRONG, r"(?:給|打)?.{0,3}\d{1,2}(?:\.\d)? ?分"),),
    Intent.SEEN: ((STRONG, rf"(?:看|追)到{_EPISODE}(?:了)?|(?:看完|看了){_EPISODE}"),),
    Intent.PLAN: ((STRONG, r"(?:加入|加到|放進)(?:我的)?(?:清單|片單|待看)|想看|以後再?看"),),
    Intent.STATUS: ((STRONG, r"看完了?|追完了?|棄劇了?|棄追"),),
    Intent.CARD: ((MEDIUM, r"資訊|資料|介紹|告訴我"),),
}  # fmt: skip

LANGUAGE = Language(
    code="zh-TW",
    spaced=False,
    cues=_CUES,
    fillers=(
        r"(?:請問|請|告訴我|一下|這部|那部|這|那|它|他|的|了|嗎|呢|吧|啊|是|有|在|我|你|和|跟|與|給|把|個|部|劇|戲|電視劇|裡|裏|中|"
        r"誰|什麼|哪|多少|怎麼|可以|能|想|要|\s|[?!.,，。？！、])"
    ),
    countries={
        r"韓(?:國|劇)": "KR",
        r"日(?:本|劇)": "JP",
        r"(?:中國|大陸|陸劇)": "CN",
        r"台(?:灣|劇)": "TW",
        r"泰(?:國|劇)": "TH",
    },
    statuses={r"看完|追完": "completed", r"棄": "dropped"},
    topics=((r"評論|劇評", "review write"), (r"評分|分數", "rate"), (r"清單|片單", "watch list")),
    episode=_EPISODE,
    it=r"這部|那部|它|這個",
    shorter=r"(?:比較|更)?短",
    popular=r"熱門|人氣",
    parts=r"[?？!！;。，\n]+",
)
