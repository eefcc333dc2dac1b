"""English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"\b(?:episodes?|ep|eps|e)\b ?(?:number|no|#)? ?(?P<n>\d{1,4})\b|\b(?P<m>\d{1,4})(?:st|nd|rd|th) (?:episode|ep)\b"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final)"
_DRAMAS = r"(?:dramas?|series|shows?)"
_WATCHED = r"(?:seen|watched|watching|saw)"
_EPS = r"(?:episodes?|eps?)"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?(?: ?/ ?\d{1,3}| ?%| (?:out of|of) \d{1,3}| stars?| points?)?"

# fmt: off
_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"\bwho (?:is |was |are |were )?(?:it )?(?:that )?(?:plays?|played|playing|acts?|acted|acting|stars?|starred|starring|voiced?)\b(?: (?:the )?(?:lead|main) ?(?:role|character|actor)?)?"),
        (STRONG, r"\b(?:what|which|who is the|who was the|who are the) (?:actors?|actress(?:es)?|leads?|guy|girl|man|woman|person)\b(?: (?:that|who))?(?: (?:plays?|played|acts?))?"),
        (STRONG, r"\b(?:main |lead(?:ing)? |whole |full )?(?:cast|actors?|actress(?:es)?|starring|leads?|protagonists?)\b(?: (?:list|members?))?"),
        (MEDIUM, r"\bwho (?:is|was|are|were|all is) (?:all )?in (?:it|this|that|§)"),
        (MEDIUM, r"\bwho does \w+ play\b|\bplayed by\b"),
    ),
    Intent.STAFF: (
        (STRONG, r"\bwho (?:directed|directs|wrote|writes|made|created|produced|is behind|filmed)\b"),
        (STRONG, r"\b(?:director|directors|writer|writers|screen ?writer|script ?writer|author|creator|directing|directed by|written by)\b"),
        (MEDIUM, r"\bwhose (?:script|work|drama|idea)\b"),
    ),
    Intent.LENGTH: (
        (STRONG, rf"\b(?:how many|number of|amount of|count of) {_EPS}\b(?: (?:does|do|are|is|has|have|there|in|it|total)\b)*(?: have\b)?"),
        (STRONG, rf"\b{_EPS} (?:count|number|total)\b"),
        (STRONG, rf"\bhow long (?:is|are|was) (?:the )?(?:{_EPS} of|one {_EPS}|an {_EPS})\b"),
        (STRONG, r"\bhow long (?:is|are|was|does)\b(?: .* (?:take|last)\b)?|\b(?:running time|runtime|run time)\b"),
        (MEDIUM, r"\bhow many (?:are there|in total|does it have)\b|\bis (?:it|this|§) (?:very |so |that |too )?(?:long|short)\b"),
    ),
    Intent.AIRED: (
        (STRONG, r"\b(?:when|what year|which year|what date) (?:did|was|were|is|has) (?:it |this |that |§ )?(?:first )?(?:come out|came out|out|air|aired|start|started|released?|premiered?|broadcast|made|from|shown|on tv)\b(?: air(?:ing|ed)?\b)?"),
        (STRONG, r"\b(?:release|air|airing|premiere|start) (?:date|year)\b|\b(?:what|which) year\b"),
        (MEDIUM, r"\bwhen (?:did|was)\b|\bhow old is\b|\b(?:came|come) out\b"),
    ),
    Intent.NEXT: (
        (STRONG, rf"\bwhen (?:is|are|does|do|will|comes?)\b.*\b(?:next|new)\b(?: {_EPS})?(?: (?:of|out|air|airing|come|released?)\b)?"),
        (STRONG, rf"\b(?:next|new(?:est)?|upcoming) {_EPS}\b(?: when\b)?(?: (?:of|for)\b)?"),
        (STRONG, r"\b(?:does|is|will)\b.*\b(?:still (?:airing|running|on)|air next|continue)\b|\bstill airing\b"),
        (MEDIUM, r"\bwhen (?:does|do|will|is) (?:it |this |§ )?(?:air|airs|on|continue)\b"),
    ),
    Intent.STREAM: (
        (STRONG, r"\b(?:where|how) (?:can|do|could|should|to|would|might|is|are)? ?(?:i|we|you|one|people)? ?(?:can )?(?:watch|stream|find|see|get)\b(?: (?:it|this))?(?: online\b)?"),
        (STRONG, r"\b(?:stream(?:ing|ed|s)?|streamable)\b(?: (?:link|links|on|service|site))?"),
        (STRONG, r"\b(?:on|at|in) (?:netflix|viki|rakuten viki|disney ?(?:plus|\+)?|hulu|amazon|prime(?: video)?|youtube|crunchyroll|wetv|iqiyi|kocowa|tving|wavve|u-?next|abema)\b"),
        (STRONG, r"\b(?:link|links|url)\b(?: (?:for|to|of)\b)?|\bwatch (?:it |this |§ )?online\b"),
        (MEDIUM, r"\bwhere is (?:it|this|§)|\bavailable\b|\banywhere\b"),
    ),
    Intent.MUSIC: (
        (STRONG, r"\b(?:theme|opening|ending|insert|main|title|intro) (?:song|music|theme|tune|track)s?\b"),
        (STRONG, r"\b(?:ost|soundtrack|songs?|theme)\b(?: (?:of|from|in|for)\b)?"),
        (STRONG, r"\bwho (?:sings|sang|sung|performs|performed)\b"),
        (MEDIUM, r"\bmusic (?:of|in|from)\b"),
    ),
    Intent.NETWORK: (
        (STRONG, r"\b(?:which|what|on which|on what) (?:network|channel|station|broadcaster|tv)\b(?: (?:is|was|did|does|aired|airs|broadcast|ran|showed|shows)\b)?(?: .*\b(?:on|run|air|aired|shown)\b)?"),
        (STRONG, r"\b(?:network|broadcaster|tv station|channel)\b"),
    ),
    Intent.RATING: (
        (STRONG, r"\b(?:rating|ratings|score|scores|stars|points)\b(?: (?:of|for|does|has)\b)"),
        (STRONG, r"\b(?:what|how)(?: is| are)? (?:the |its |your )?(?:rating|score|average)\b|\bhow (?:is|was|are) (?:it |this |§ )?(?:rated|scored)\b|\brated\b"),
        (STRONG, r"\bhow (?:good|bad) (?:is|was|are)\b|\bworth (?:it|watching|a watch|my time|the time|seeing)\b"),
        (STRONG, r"\bis (?:it |this |§ )?(?:any |really |actually |very )?(?:good|great|bad|decent|nice|interesting|boring|fun)\b|\bany good\b"),
        (MEDIUM, r"§ (?:rating|ratings|score)\b|\bshould i watch (?:it|this|§)"),
    ),
    Intent.WATCHERS: (
        (STRONG, rf"\b(?:who|has any(?:one|body)|have any of you|any(?:one|body)|did any(?:one|body)|who else)\b(?: (?:here|is|has|have|else|of you|in here|on this server))* (?:{_WATCHED}|finished)\b"),
        (MEDIUM, r"\bwho (?:here )?(?:knows|likes|watches)\b"),
    ),
    Intent.ABOUT: (
        (STRONG, r"\bwhat (?:is|was|are) (?:it |this |that |§ )?(?:all )?about\b|\bwhat (?:it|this|§) is about\b|§ about\b"),
        (STRONG, r"\b(?:plot|premise|story ?line|story|summary|synopsis|description|overview|genre)\b(?: (?:of|for)\b)?"),
        (MEDIUM, r"\b(?:describe|explain)\b|\bwhat kind of (?:drama|show|series|story)\b"),
    ),
    Intent.SYNOPSIS: (
        (STRONG, rf"\b(?:what (?:happens|happened|happen|is happening|goes on|went on|was)|tell me what happens|summary|recap|synopsis|summari[sz]e|plot|story)\b.*(?:{_EPISODE}|\b{_ORDINAL} {_EPS}\b)"),
        (STRONG, rf"(?:{_EPISODE}|\b{_ORDINAL} {_EPS}\b).*\b(?:what (?:happens|happened|happen)|summary|recap|synopsis|plot|story|spoilers?)\b"),
        (MEDIUM, r"\brecap\b|\bwhat (?:happens|happened)\b(?: in\b)?"),
    ),
    Intent.ENDING: (
        (STRONG, r"\bhow (?:does|did|will|do) (?:it |this |§ )?(?:all )?(?:end|finish)\b|\b(?:ending|ends?)\b(?: (?:of|well|badly|happily|sad|happy)\b)?"),
        (STRONG, r"\b(?:happy|sad|bad|good|open|tragic|bitter ?sweet) (?:ending|end)\b"),
        (STRONG, r"\b(?:content|trigger) ?warnings?\b|\b(?:triggers|cw|tw)\b"),
        (STRONG, r"\b(?:does|do|did|will|is) (?:any(?:one|body)|some(?:one|body)|he|she|they|the \w+) (?:dies?|died|dead)\b|\bwho dies\b"),
        (STRONG, r"\b(?:is|was) (?:it |this |§ )?(?:a )?(?:really |very |so |too )?(?:sad|depressing|tragic|tear ?jerker|heart ?breaking)\b"),
        (STRONG, r"\b(?:will|would|do|does|should) (?:i|it|we|this|§) (?:need (?:the )?(?:tissues|a tissue)|(?:make me )?cry)\b|\b(?:tissues|tear ?jerker)\b"),
        (MEDIUM, r"\bis there (?:any )?(?:violence|blood|gore|suicide|death|abuse|illness|sex|nudity|kissing)\b|\b(?:violent|gory)\b"),
    ),
    Intent.SIMILAR: (
        (STRONG, rf"\b(?:something|anything|{_DRAMAS}|stuff|one|ones|others?|what is|what are|more)\b(?: (?:else|that is|that are))? (?:like|similar to|similar)\b"),
        (STRONG, r"\bsimilar\b(?: (?:dramas?|series|shows?|ones?))?(?: (?:to|as)\b)?|\blike (?:it|this|§) but\b|\blike §$"),
        (STRONG, r"\bwhat (?:should|can|could|do|to|shall) (?:i |we )?(?:watch )?(?:next )?(?:after|now)\b|\bwatch after\b"),
        (STRONG, r"\b(?:liked|loved|enjoyed|finished)\b.*\b(?:what (?:else|next|now|should i watch(?: next)?)|any(?:thing)? (?:else|similar))\b"),
    ),
    Intent.OPINION: (
        (STRONG, r"\b(?:what (?:did|does|do)|did|does) @(?: \w+)? ?(?:think|thought|say|said|like|liked|feel|enjoy|love|rate)\b(?: (?:of|about)\b)?"),
        (STRONG, r"@ ?(?:s )?(?:review|opinion|score|rating|thoughts)\b(?: (?:of|on|for|about)\b)?|\b(?:review|opinion|thoughts)\b.*\b(?:by|from) @"),
    ),
    Intent.REVIEWS: (
        (STRONG, r"\b(?:reviews?|opinions?|thoughts)\b(?: (?:of|on|for|about)\b)?"),
        (STRONG, r"\bwhat (?:do|did|does) (?:people|others|everyone|everybody|members|you all|you guys|they|we|the others) (?:think|say|thought|said)\b(?: (?:of|about)\b)?"),
    ),
    Intent.PROGRESS: (
        (STRONG, r"\b(?:how far|where) (?:am|was|did|have) i\b(?: (?:get|got|gotten|stop|stopped|come|leave off|left off|at|in|with|watched|been)\b)*|\bhow much (?:of it )?have i\b"),
        (STRONG, rf"\b(?:what|which) {_EPS} (?:am|was|did) i\b(?: (?:on|at|in|stop|watch|leave off)\b)*|\bmy progress\b"),
    ),
    Intent.FOR_ME: (
        (STRONG, r"\bwhat (?:should|shall|can|could|do|to) (?:i |we )?(?:watch|see|start)\b(?: (?:next|tonight|today|now|then|this weekend))*$"),
        (STRONG, rf"\b(?:recommend|suggest)\b(?: (?:me|us|to me))?(?: (?:a|an|some|any|something|anything|good|nice|new|other))*(?: {_DRAMAS})?|\brecommendations?\b(?: for me\b)?"),
        (STRONG, rf"\b(?:give|need|want|got|have|looking for)\b(?: (?:me|us|you))?(?: (?:a|an|some|any))?(?: (?:good|nice|new|great|sad|funny))* (?:{_DRAMAS}|something(?: to watch)?)\b"),
        (MEDIUM, r"\b(?:i am|so) bored\b|\bsomething to watch\b|\bfor me\b"),
    ),
    Intent.TODAY: (
        (STRONG, r"\b(?:what|which|who|anything|any|is there)\b.*\b(?:on|airs?|airing|aired|out|new|coming)\b(?: (?:tv|television|out))? ?(?:today|tonight|now|this evening)\b"),
        (STRONG, rf"\b(?:today|tonight)s? (?:schedule|{_EPS}|{_DRAMAS}|airing|on tv)\b|\b(?:new|airing|{_EPS}) (?:{_EPS} )?(?:today|tonight)\b|\bschedule\b"),
        (MEDIUM, r"\bwhat is on\b|\bairing (?:now|schedule)\b"),
    ),
    Intent.QUOTE: (
        (STRONG, r"\b(?:quotes?|quotation|famous lines?|best lines?)\b(?: (?:from|of|by)\b)?"),
    ),
    Intent.PERSON: (
        (STRONG, r"\b(?:what|which)(?: \w+)? (?:else )?(?:has|have|is|was|did)\b.*¶.*\b(?:in|been in|done|play|played|star|starred|made|appear)\b(?: in\b)?"),
        (STRONG, rf"\b(?:other |more |all )?(?:{_DRAMAS}|roles?|works?|things|stuff|filmography|movies)\b(?: (?:with|of|by|from|starring|that|has))* ¶"),
        (STRONG, rf"\bwho (?:is|was) ¶|¶ (?:{_DRAMAS}|roles?|filmography|works)\b|\bfilmography\b"),
        (MEDIUM, r"¶"),
    ),
    Intent.SEARCH: (
        (MEDIUM, rf"\b(?:find|search for|search|list of|list|look for|show me|show|all|any)\b.*\b{_DRAMAS}\b|\b{_DRAMAS}\b"),
    ),
    Intent.TOP: (
        (STRONG, rf"\b(?:best|top|top rated|highest rated|greatest|most popular|most watched|popular)\b(?: \d+)?(?: \w+)? {_DRAMAS}\b|\b(?:ranking|rankings|leader ?board|top ?\d+|top list|charts)\b"),
    ),
    Intent.RANDOM: (
        (STRONG, rf"\brandom\b(?: \w+)? ?{_DRAMAS}\b|\b(?:surprise me|pick (?:one|something|a {_DRAMAS}) for me|any drama|roll)\b"),
    ),
    Intent.LIST: (
        (STRONG, r"\bmy (?:watch ?)?list\b|\bwatch ?list\b"),
        (STRONG, rf"\b(?:what|which)(?: {_DRAMAS})? (?:am|did|have|do) i (?:watching|watch|plan|planned|want|wanted|drop|dropped|finish|finished|complete|completed|put|have|seen|watched)\b(?: (?:to watch|on hold|on my list))*"),
    ),
    Intent.HELP: (
        (STRONG, r"\bhow (?:do|can|could|should|to|would)(?: (?:i|you|we|one))?\b(?! (?:watch|stream|find|good))"),
        (STRONG, r"\b(?:help|commands?|what (?:can|do) you do|what are you|who are you|how do you work|how does this work|what can i (?:ask|do)|instructions|manual)\b"),
        (STRONG, r"^(?:hi|hello|hey|hiya|yo|good (?:morning|evening|afternoon|night|bot)|thanks?|thank you|thx|ty|cheers|bye|sup)(?: (?:there|namida|bot|so much|a lot|you|all))*$"),
    ),
    Intent.SCORE: (
        (STRONG, rf"\b(?:score|rate|give|gave|giving|rating)\b(?: (?:it|this|§|a|an|is|at|would|to|with))* {_NUMBER}"),
        (STRONG, rf"\bmy (?:score|rating)\b.*\b{_NUMBER}|^{_NUMBER}(?: from me)?$|\b\d{{1,3}}(?:[.,]\d)? ?/ ?(?:10|5|100)\b|§ (?:gets|is|deserves) (?:an? )?{_NUMBER}"),
        (MEDIUM, r"\b(?:score|rate) (?:it|this|§)"),
    ),
    Intent.SEEN: (
        (STRONG, rf"\bi (?:have |just |already )*(?:{_WATCHED}|finished|am (?:on|at|up to))\b.*(?:{_EPISODE}|\b(?:up to|until|till|through) (?:{_EPS} )?\d+\b)"),
        (STRONG, rf"\b(?:{_WATCHED}|finished)\b.*\b(?:up to|until|till|through|to)\b (?:{_EPS} )?\d+\b|\bi am (?:on|at)\b.*{_EPISODE}"),
        (MEDIUM, rf"^(?:up to|done with|finished) {_EPISODE}"),
    ),
    Intent.MORE: (
        (STRONG, rf"\b(?:one more|another|next)(?: {_EPS})? (?:seen|watched|done)\b|\b(?:watched|saw|seen|finished) (?:one more|another)(?: {_EPS})?\b|^(?:one more|another) {_EPS}$|^\+ ?1\b"),
    ),
    Intent.PLAN: (
        (STRONG, r"\b(?:plan|bookmark|save) (?:it|this|§)|\b(?:add|put|save)\b.*\b(?:to|on|in|onto) (?:my )?(?:plan|watch ?list|list|plans?)\b(?: list\b)?"),
        (STRONG, r"\bi (?:want|plan|would like|am planning|am going|hope|need) to (?:watch|see|start)\b|\b(?:watch|see) (?:it )?later\b|\bplanning to watch\b"),
    ),
    Intent.STATUS: (
        (STRONG, r"\b(?:i |just |have |i am )*(?:finished|completed|done with|dropped|dropping|drop|started|starting|begun|paused|pausing)\b(?: (?:watching|with))?"),
        (STRONG, r"\b(?:put|place|set)\b.*\bon hold\b|\bon hold\b|\bi am watching\b|\bmark\b.*\bas\b"),
    ),
    Intent.CLUB: (
        (STRONG, r"\b(?:start|make|open|create|begin|found|new)\b(?: (?:a|the|up))*(?: watch)? (?:club|party|watch ?along|group watch)\b(?: (?:for|about|of|with)\b)?|\bwatch ?party\b"),
        (STRONG, r"\b(?:let us|lets|can we|shall we)\b.*\bwatch\b.*\btogether\b"),
    ),
    Intent.WRITE: (
        (STRONG, r"\b(?:write|post|leave|add|make)\b(?: (?:a|my|the|an))* review\b(?: (?:of|for|about|on)\b)?|\breview (?:it|this)\b"),
    ),
    Intent.FOLLOW: (
        (STRONG, r"\bfollow\b(?: (?:it|this))?|\b(?:remind|notify|tell|ping|alert) me when\b.*\b(?:airs?|out|comes out|new|aired)?\b"),
    ),
    Intent.CARD: (
        (STRONG, r"\b(?:info|information|details|card|facts|more)\b(?: (?:on|about|of|for)\b)?|\btell me (?:more )?(?:about|of)\b"),
        (MEDIUM, r"\b(?:do you know|have you heard of|show me|look up|search for|what is|what about|ever heard of)\b"),
    ),
}
# fmt: on

LANGUAGE = Language(
    code="en",
    cues=_CUES,
    fillers=(
        r"\b(?:the|a|an|of|in|on|at|to|for|from|by|is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|will|would|"
        r"should|shall|may|i|me|my|we|us|our|you|your|it|its|this|that|these|those|there|here|and|or|but|so|if|then|than|"
        r"what|which|who|when|where|how|why|please|pls|tell|say|show|give|know|want|like|just|really|very|actually|"
        r"maybe|also|too|some|any|all|about|with|again|now|right|lol|haha|lmao|omg|ok|okay|um|hmm|oh|ah|well|hey|hi|"
        r"hello|namida|bot|thanks|thank|dear|guys|everyone|one|ones|drama|dramas|series|show|shows|tv|season|good|new|"
        r"called|named|title|get|got|go|going|let|ever|yet|still|already|today|think|wonder|wondering|someone|anyone|"
        r"anybody|somebody|else|more|much|many|not|no|yes|yeah|please|quick|question|curious|remember|idea|exactly|"
        r"total|altogether|even|as|up|out|into|random|s|t|re|ve|d|ll|m|he|she|they|them|his|her|their|character|role|part)\b"
    ),
    spelled={
        r"\bwhat ?s\b": "what is",
        r"\bwhos\b|\bwho s\b": "who is",
        r"\bwheres\b|\bwhere s\b": "where is",
        r"\bwhens\b|\bwhen s\b": "when is",
        r"\bhows\b|\bhow s\b": "how is",
        r"\bits\b|\bit s\b": "it is",
        r"\bim\b|\bi m\b": "i am",
        r"\bive\b|\bi ve\b": "i have",
        r"\bid\b|\bi d\b": "i would",
        r"\bill\b|\bi ll\b": "i will",
        r"\blet s\b|\blets\b": "let us",
        r"\bu\b": "you",
        r"\bur\b": "your",
        r"\br\b": "are",
        r"\bpls\b|\bplz\b|\bplease\b": "",
        r"\bgimme\b": "give me",
        r"\bwanna\b": "want to",
        r"\bgonna\b": "going to",
        r"\blemme\b": "let me",
        r"\bsmth\b|\bsth\b": "something",
        r"\brn\b": "right now",
        r"\brecs?\b": "recommendations",
        r"\brec me\b": "recommend me",
        r"\bkdramas?\b": "korean dramas",
        r"\bjdramas?\b|\bdoramas?\b": "japanese dramas",
        r"\bcdramas?\b": "chinese dramas",
        r"\bthai bls?\b|\blakorns?\b": "thai dramas",
        r"\bwich\b": "which",
        r"\bwht\b": "what",
        r"\bep(\d+)\b": r"ep \1",
        r"\bs\d+e(\d+)\b": r"ep \1",
        r"\bdoesnt\b": "does not",
        r"\bdont\b": "do not",
        r"\bhavent\b": "have not",
        r"\bisnt\b": "is not",
    },
    countries={
        r"\bkorea(?:n|ns)?\b": "KR",
        r"\bjapan(?:ese)?\b": "JP",
        r"\b(?:china|chinese|mainland)\b": "CN",
        r"\btaiwan(?:ese)?\b": "TW",
        r"\b(?:thai|thailand|thais)\b": "TH",
        r"\bhong ?kong\b": "HK",
        r"\b(?:filipino|philippines?|pinoy)\b": "PH",
        r"\bsingapore(?:an)?\b": "SG",
    },
    genres={
        r"\b(?:romance|romantic|rom ?com|love stor(?:y|ies))\b": "Romance",
        r"\b(?:comedy|comedies|funny)\b": "Comedy",
        r"\bfantasy\b": "Fantasy",
        r"\baction\b": "Action",
        r"\bthrillers?\b": "Thriller",
        r"\bmelodramas?\b": "Melodrama",
        r"\bmyster(?:y|ies)\b": "Mystery",
        r"\bsports?\b": "Sports",
        r"\bmedical\b": "Medical",
        r"\bwuxia\b": "Wuxia",
        r"\bcrime\b": "Crime",
        r"\bfamily\b": "Family",
        r"\bhistorical\b": "Historical",
        r"\b(?:sci ?fi|science fiction)\b": "Sci-Fi",
        r"\bschool\b": "School",
        r"\bhorror\b": "Horror",
        r"\byouth\b": "Youth",
        r"\bsupernatural\b": "Supernatural",
    },
    statuses={
        r"\b(?:finish(?:ed)?|complet(?:e|ed)|done)\b": "completed",
        r"\b(?:drop(?:ped|ping)?)\b": "dropped",
        r"\b(?:on hold|paus(?:ed|ing))\b": "on hold",
        r"\b(?:start(?:ed|ing)?|begun|watching)\b": "watching",
        r"\bplan(?:ned|s|ning)?\b|\bwant(?:ed)?\b": "plan",
    },
    topics=(
        (r"\breview", "review write"),
        (r"\b(?:rate|score|rating|stars?)\b", "rate"),
        (r"\b(?:import|bring)\b", "watch import"),
        (r"\bexport\b", "watch export"),
        (r"\b(?:delete|erase|remove)\b.*\b(?:data|account|everything|me)\b|\bprivacy\b", "privacy delete"),
        (r"\b(?:my |watch ?)?list\b", "watch list"),
        (r"\b(?:progress|mark|seen|watched)\b", "watch set"),
        (r"\bclub\b", "club start"),
        (r"\bquote", "quote add"),
        (r"\bcomment", "comment"),
        (r"\bdiscuss|thread", "discuss"),
        (r"\bprofile\b", "profile edit"),
        (r"\blanguage\b", "profile edit"),
        (r"\brecommend", "recommend forme"),
        (r"\bcalendar\b", "airing calendar"),
        (r"\bfollow\b", "airing follow"),
        (r"\bwarning", "drama warnings"),
        (r"\bsynops", "episode synopsis"),
        (r"\bsearch|find\b", "drama search"),
    ),
    ordinals={
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
    },
    episode=_EPISODE + r"|\b(?:up to|until|till|through)\b (?:episodes? |eps? )?(?P<u>\d{1,4})\b",
    character=(
        r"\b(?:plays?|played|playing|actor for|actress for|voiced?|role of|part of)\b(?P<name>.*?)"
        r"(?:$|\b(?:in|of|from)\b|§)"
    ),
    it=r"\b(?:it|this|that|this (?:one|drama|show|series)|the (?:drama|show|series))\b",
    shorter=r"\bshort(?:er)?\b",
    popular=r"\b(?:popular|watched)\b",
    parts=r"[?？!！;。\n]+|\band (?=(?:also |then )?(?:who|what|when|where|how|is|does|which|are|will)\b)",
)
