"""Korean: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"(?:제 ?)?(?P<n>\d{1,4}) ?(?:화|회|부|편)"
_SEE = r"(?:보|봐|봤|본|볼|시청)"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"출연진|출연자|배우|주연|주인공|캐스트|캐스팅|누가 ?(?:나와|나오|출연|연기)[^\s]{0,3}"),
        (STRONG, r"역(?:은|을|할)? ?(?:누가|누구)[^\s]{0,4}(?: ?(?:했|맡|연기)[^\s]{0,3})?"),
    ),
    Intent.STAFF: ((STRONG, r"감독|연출|작가|극본|각본|누가 ?(?:썼|만들)[^\s]{0,3}"),),
    Intent.LENGTH: ((STRONG, r"(?:총 ?)?몇 ?(?:부작|화|회|편|부)(?:까지)?(?:야|이야|인가요|예요|있어)?|회차|길이"),),
    Intent.AIRED: ((STRONG, r"언제 ?(?:방송|방영|나왔|나온|시작|공개)[^\s]{0,4}|몇 ?년(?:도)?|방영일|방송일"),),
    Intent.NEXT: ((STRONG, r"다음 ?(?:화|회|편|에피소드)[^\s]{0,2}(?: ?언제[^\s]{0,4})?|아직 ?(?:방영|방송)[^\s]{0,2}"),),
    Intent.STREAM: (
        (STRONG, rf"어디(?:서|에서) ?(?:{_SEE}|스트리밍)[^\s]{{0,6}}(?: ?있어요?)?|스트리밍|다시보기|넷플릭스|티빙|웨이브"),
    ),
    Intent.ABOUT: ((STRONG, r"무슨 ?(?:내용|이야기|드라마)|어떤 ?(?:내용|이야기|드라마)|줄거리|내용|시놉시스"),),
    Intent.SYNOPSIS: (
        (STRONG, rf"{_EPISODE}.{{0,12}}(?:내용|줄거리|무슨 ?일|요약|어떻게 ?(?:돼|되))[^\s]{{0,4}}"),
    ),
    Intent.ENDING: (
        (STRONG, r"결말|엔딩|어떻게 ?끝나[^\s]{0,3}|해피 ?엔딩|새드 ?엔딩|슬퍼[^\s]{0,2}|슬픈가[^\s]{0,2}|슬픈|죽(?:어|나|는)[^\s]{0,3}"),
    ),
    Intent.SIMILAR: ((STRONG, r"(?:와|과|이랑|랑|하고)? ?비슷한 ?(?:드라마|작품|거)?[^\s]{0,3}|같은 ?(?:드라마|작품)"),),
    Intent.RATING: ((STRONG, r"평점|점수|별점|재밌[^\s]{0,4}|재미있[^\s]{0,4}|볼 ?만[^\s]{0,4}"),),
    Intent.REVIEWS: ((STRONG, r"리뷰|후기|감상평|평가"),),
    Intent.WATCHERS: ((STRONG, rf"(?:누가 ?{_SEE}[^\s]{{0,3}}|{_SEE}[^\s]{{0,2}} ?사람)(?: ?(?:있어|있나|누구)[^\s]{{0,3}})?"),),
    Intent.PROGRESS: ((STRONG, rf"(?:어디까지|몇 ?(?:화|회)까지) ?{_SEE}[^\s]{{0,4}}"),),
    Intent.FOR_ME: ((STRONG, rf"추천(?:해 ?(?:줘|주세요)|작|좀)?|뭐 ?{_SEE}[^\s]{{0,4}}|볼 ?만한 ?(?:드라마|거)"),),
    Intent.TODAY: ((STRONG, r"오늘 ?(?:방송|방영|뭐|하는)[^\s]{0,6}(?: ?(?:해|하나|있어)[^\s]{0,2})?|오늘 ?편성표"),),
    Intent.MUSIC: ((STRONG, r"ost|주제가|주제곡|삽입곡|노래|음악"),),
    Intent.QUOTE: ((STRONG, r"명대사|대사"),),
    Intent.HELP: (
        (STRONG, r"도움말|사용법|명령어|뭘? ?할 ?수 ?있[^\s]{0,3}|어떻게 ?(?:써|사용|하)[^\s]{0,4}"),
        (STRONG, r"^(?:안녕(?:하세요)?|고마워(?:요)?|감사합니다)$"),
    ),
    Intent.SCORE: ((STRONG, r"\d{1,2}(?:\.\d)? ?점(?: ?(?:줄|줘|주)[^\s]{0,3})?"),),
    Intent.SEEN: ((STRONG, rf"{_EPISODE}까지 ?{_SEE}[^\s]{{0,3}}"),),
    Intent.PLAN: ((STRONG, r"(?:나중에 ?볼|보고 ?싶)[^\s]{0,4}|(?:목록|리스트)에 ?(?:추가|넣)[^\s]{0,4}"),),
    Intent.STATUS: ((STRONG, r"다 ?봤[^\s]{0,3}|완주[^\s]{0,3}|하차[^\s]{0,3}"),),
    Intent.CARD: ((MEDIUM, r"정보|알려 ?줘"),),
}  # fmt: skip

LANGUAGE = Language(
    code="ko",
    spaced=False,
    cues=_CUES,
    fillers=(
        r"(?:알려 ?줘(?:요)?|알려주세요|주세요|해줘|는|은|이|가|을|를|의|에|에서|도|랑|와|과|로|야|요|이야|예요|인가요|있어요?|있나요|"
        r"드라마|그|이거|그거|이|저|좀|누구|누가|뭐|무엇|어디|언제|왜|몇|한국|일본|중국|\s|[?!.,~])"
    ),
    countries={r"한국": "KR", r"일본|일드": "JP", r"중국|중드": "CN", r"대만": "TW", r"태국": "TH"},
    statuses={r"다 ?봤|완주": "completed", r"하차": "dropped"},
    topics=((r"리뷰|후기", "review write"), (r"평점|점수|별점", "rate"), (r"목록|리스트", "watch list")),
    episode=_EPISODE,
    it=r"(?:이|그|저) ?(?:드라마|작품)|이거|그거",
    shorter=r"짧은|더 ?짧",
    popular=r"인기",
)
