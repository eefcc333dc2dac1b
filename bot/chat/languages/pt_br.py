"""Brazilian Portuguese: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"\b(?:episodio|episódio|capitulo|capítulo|ep)\b ?(?:número|numero|n)? ?(?P<n>\d{1,4})\b"
_EPS = r"(?:episodios?|episódios?|capitulos?|capítulos?|eps?)"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"\bquem (?:atua|interpreta|faz|estrela|participa|está no elenco|sao os atores|são os atores|é o ator)\b"),
        (STRONG, r"\b(?:elenco|atores|ator|atriz|protagonistas?)\b(?: d[eo]\b)?"),
    ),
    Intent.STAFF: ((STRONG, r"\bquem (?:dirigiu|dirige|escreveu|fez|criou)\b|\b(?:diretor|diretora|roteirista|autor|autora)\b"),),
    Intent.LENGTH: ((STRONG, rf"\b(?:quantos|numero de|número de) {_EPS}\b(?: (?:tem|sao|são|há)\b)?|\bquanto dura\b"),),
    Intent.AIRED: ((STRONG, r"\bquando (?:saiu|estreou|foi ao ar|passou|lançou|foi lançado|foi exibido)\b|\bde que ano\b|\bdata de estreia\b"),),
    Intent.NEXT: ((STRONG, r"\b(?:proximo|próximo|novo) (?:episodio|episódio|ep|capítulo|capitulo)\b|\bainda est[aá] passando\b"),),
    Intent.STREAM: ((STRONG, r"\bonde (?:posso |da pra |dá pra |dá para |eu )?(?:assistir|assisto|ver|vejo|encontrar)\b|\b(?:tem|est[aá]) (?:na|no) (?:netflix|viki|disney|prime)\b"),),
    Intent.ABOUT: ((STRONG, r"\b(?:sobre o que|do que) (?:é|e|se trata|fala|trata)\b|\b(?:enredo|sinopse|historia|história|trama)\b(?: d[eo]\b)?"),),
    Intent.SYNOPSIS: ((STRONG, rf"\bo que (?:acontece|aconteceu|rola)\b.*{_EPISODE}|\bresumo\b.*{_EPISODE}|{_EPISODE}.*\bresumo\b"),),
    Intent.ENDING: ((STRONG, r"\bcomo (?:termina|acaba)\b|\bfinal (?:feliz|triste)\b|\btriste\b|\bmorre\b|\bavisos de (?:conteudo|conteúdo)\b|\bgatilhos?\b"),),
    Intent.SIMILAR: ((STRONG, r"\b(?:algo|doramas?|dramas?|series|séries)? ?(?:parecid[oa]s?|semelhantes?|similar(?:es)?) (?:com|a|ao)\b|\b(?:algo|doramas|dramas) (?:como|tipo)\b"),),
    Intent.RATING: ((STRONG, r"\b(?:nota|avaliacao|avaliação|pontuacao|pontuação)\b(?: (?:de|do|da|tem)\b)?|\b(?:vale a pena|é bom|é boa)\b"),),
    Intent.REVIEWS: ((STRONG, r"\b(?:resenhas?|opinioes|opiniões|criticas|críticas|o que acharam)\b(?: (?:de|do|da|sobre)\b)?"),),
    Intent.WATCHERS: ((STRONG, r"\b(?:quem|alguem|alguém) (?:aqui )?(?:ja |já )?(?:assistiu|viu|esta assistindo|está assistindo)\b"),),
    Intent.PROGRESS: ((STRONG, r"\b(?:onde|em que episodio|em que episódio|ate onde|até onde) (?:eu )?(?:parei|estou|estava|vi|assisti|cheguei)\b|\bmeu progresso\b"),),
    Intent.FOR_ME: ((STRONG, r"\bo que (?:eu )?(?:assistir|assisto|devo assistir|posso assistir|vejo)\b|\b(?:recomend[ae]|indica|indique|sugere|sugira|recomendacao|recomendação)\b(?: (?:me|algo|um|uma|dorama|drama))*"),),
    Intent.TODAY: ((STRONG, r"\bo que (?:passa|estreia|tem|vai ao ar) hoje\b|\bepisodios de hoje\b"),),
    Intent.MUSIC: ((STRONG, r"\b(?:musica|música|tema|trilha sonora|ost|abertura)\b(?: (?:tema|de abertura|de encerramento))?(?: d[eo]\b)?|\bquem canta\b"),),
    Intent.QUOTE: ((STRONG, r"\b(?:frase|frases|citacao|citação)\b(?: d[eo]\b)?"),),
    Intent.HELP: ((STRONG, r"\b(?:ajuda|comandos|como funciona|o que voce faz|o que você faz|o que você pode fazer|como (?:eu )?(?:posso|faço|faco|avalio|dou))\b"), (STRONG, r"^(?:oi|olá|ola|bom dia|boa noite|obrigad[oa]|valeu|tchau)$")),
    Intent.SCORE: ((STRONG, r"\b(?:dou|nota|dar|avalie|dê)\b.*\d{1,2}(?:[.,]\d)?"),),
    Intent.SEEN: ((STRONG, rf"\b(?:assisti|vi|estou no|parei no|vi ate|vi até|assisti até)\b.*{_EPISODE}"),),
    Intent.PLAN: ((STRONG, r"\b(?:adiciona|adicione|coloca|coloque|põe)\b.*\blista\b|\bquero (?:assistir|ver)\b"),),
    Intent.STATUS: ((STRONG, r"\b(?:terminei|acabei|larguei|abandonei|comecei|dropei)\b(?: de (?:ver|assistir))?"),),
    Intent.CARD: ((MEDIUM, r"\b(?:informacoes|informações|info|me fala|fala)\b(?: (?:de|sobre|do|da)\b)?"),),
}  # fmt: skip

LANGUAGE = Language(
    code="pt-BR",
    cues=_CUES,
    fillers=(
        r"\b(?:o|a|os|as|um|uma|de|do|da|dos|das|em|no|na|e|é|ou|que|quem|como|quando|onde|qual|quais|são|sao|foi|tem|há|por|para|pra|com|me|"
        r"se|seu|sua|meu|minha|este|esta|esse|essa|isso|serie|série|dorama|drama|por favor|favor|pode|dizer|diz|obrigado|oi|muito|"
        r"mais|sim|não|nao|algo|alguém|eu|você|voce|ver)\b"
    ),
    countries={
        r"\bcorean[oa]s?\b": "KR",
        r"\bjapon[eê]s(?:a|as|es)?\b": "JP",
        r"\bchin[eê]s(?:a|as|es)?\b": "CN",
        r"\btailand[eê]s(?:a|as|es)?\b": "TH",
        r"\btaiwan[eê]s(?:a|as|es)?\b": "TW",
    },
    statuses={
        r"\b(?:terminei|acabei)\b": "completed",
        r"\b(?:larguei|abandonei|dropei)\b": "dropped",
        r"\bcomecei\b": "watching",
    },
    topics=(
        (r"\bresenha", "review write"),
        (r"\b(?:avalio|avaliar|nota)\b", "rate"),
        (r"\blista\b", "watch list"),
    ),
    episode=_EPISODE,
    it=r"\b(?:isso|esse|essa|ele|ela|esse dorama|essa série)\b",
    shorter=r"\bmais curt[oa]\b|\bcurt[oa]s?\b",
    popular=r"\bpopular(?:es)?\b",
)
