"""Spanish: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"\b(?:episodio|capitulo|capítulo|cap|ep)\b ?(?:número|numero|n)? ?(?P<n>\d{1,4})\b"
_EPS = r"(?:episodios?|capitulos?|capítulos?|caps?)"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"\b(?:quien|quién|quienes|quiénes) (?:actua|actúa|actuan|actúan|interpreta|hace de|sale|salen|protagoniza|aparece)\b"),
        (STRONG, r"\b(?:reparto|elenco|actores|actor|actriz|protagonistas?)\b(?: de\b)?"),
    ),
    Intent.STAFF: ((STRONG, r"\b(?:quien|quién) (?:dirigio|dirigió|dirige|escribio|escribió|hizo)\b|\b(?:director|directora|guionista|escritor|escritora)\b"),),
    Intent.LENGTH: ((STRONG, rf"\b(?:cuantos|cuántos|numero de|número de) {_EPS}\b(?: (?:tiene|hay|son)\b)?|\b(?:cuanto|cuánto) dura\b"),),
    Intent.AIRED: ((STRONG, r"\b(?:cuando|cuándo) (?:salio|salió|se estreno|se estrenó|se emitio|se emitió|fue|estreno|estrenó)\b|\b(?:de )?(?:que|qué) año\b|\bfecha de estreno\b"),),
    Intent.NEXT: ((STRONG, r"\b(?:proximo|próximo|siguiente|nuevo) (?:episodio|capitulo|capítulo)\b|\bsigue en emision\b|\bsigue en emisión\b"),),
    Intent.STREAM: ((STRONG, r"\b(?:donde|dónde) (?:puedo |se puede |lo puedo )?(?:ver|verla|verlo|mirar|encontrar)\b|\b(?:esta|está) en (?:netflix|viki|disney|hbo)\b|\bver online\b"),),
    Intent.ABOUT: ((STRONG, r"\b(?:de que|de qué) (?:trata|va|se trata|es)\b|\b(?:trama|argumento|sinopsis|historia)\b(?: de\b)?"),),
    Intent.SYNOPSIS: ((STRONG, rf"\b(?:que|qué) (?:pasa|paso|pasó|sucede|ocurre)\b.*{_EPISODE}|{_EPISODE}.*\b(?:resumen|que pasa|qué pasa)\b|\bresumen\b.*{_EPISODE}"),),
    Intent.ENDING: ((STRONG, r"\b(?:como|cómo) (?:termina|acaba)\b|\bfinal (?:feliz|triste)\b|\b(?:es|tiene) (?:un )?(?:final|muy triste|triste)\b|\btriste\b|\bmuere\b|\badvertencias\b"),),
    Intent.SIMILAR: ((STRONG, r"\b(?:algo|series|dramas|doramas|alguna|alguno)? ?(?:parecid[oa]s?|similar(?:es)?) (?:a|al)\b|\b(?:algo|dramas|doramas|series) como\b"),),
    Intent.RATING: ((STRONG, r"\b(?:puntuacion|puntuación|nota|calificacion|calificación)\b(?: (?:de|tiene)\b)?|\b(?:vale la pena|es buen[oa]|esta buen[oa]|está buen[oa])\b"),),
    Intent.REVIEWS: ((STRONG, r"\b(?:reseñas?|opiniones|criticas|críticas|que opinan|qué opinan)\b(?: de\b)?"),),
    Intent.WATCHERS: ((STRONG, r"\b(?:quien|quién|alguien) (?:ha visto|vio|ve|esta viendo|está viendo|la vio|lo vio)\b"),),
    Intent.PROGRESS: ((STRONG, r"\b(?:por (?:donde|dónde)|hasta (?:donde|dónde)|en (?:que|qué) (?:episodio|capitulo|capítulo)) (?:voy|iba|estoy|quede|quedé|me quede|me quedé|vi)\b|\bmi progreso\b"),),
    Intent.FOR_ME: ((STRONG, r"\b(?:que|qué) (?:puedo ver|veo|deberia ver|debería ver|ver)\b|\b(?:recomienda|recomiéndame|recomiendame|recomendacion|recomendación|sugiere)(?:me)?\b(?: (?:algo|un|una|drama|dorama))*"),),
    Intent.TODAY: ((STRONG, r"\b(?:que|qué) (?:se emite|sale|hay|dan|emiten) hoy\b|\bestrenos de hoy\b"),),
    Intent.MUSIC: ((STRONG, r"\b(?:cancion|canción|tema|banda sonora|ost|musica|música)\b(?: (?:principal|de apertura|de cierre|final))?(?: de\b)?|\b(?:quien|quién) canta\b"),),
    Intent.QUOTE: ((STRONG, r"\b(?:frase|frases|cita|citas)\b(?: (?:de|celebre|célebre)\b)?"),),
    Intent.HELP: ((STRONG, r"\b(?:ayuda|comandos|como funciona|cómo funciona|que puedes hacer|qué puedes hacer|como puedo|cómo puedo|como se|cómo se)\b"), (STRONG, r"^(?:hola|buenas|buenos dias|buenos días|gracias|adios|adiós)$")),
    Intent.SCORE: ((STRONG, r"\b(?:le doy|dale|ponle|puntua|puntúa|califica)\b.*\d{1,2}(?:[.,]\d)?"),),
    Intent.SEEN: ((STRONG, rf"\b(?:he visto|vi|voy por|vi hasta|he visto hasta)\b.*{_EPISODE}"),),
    Intent.PLAN: ((STRONG, r"\b(?:agrega|añade|pon|agregar|añadir)\b.*\b(?:mi )?lista\b|\bquiero ver\b"),),
    Intent.STATUS: ((STRONG, r"\b(?:termine|terminé|acabe|acabé|deje|dejé|abandone|abandoné|empece|empecé)\b(?: de ver)?"),),
    Intent.CARD: ((MEDIUM, r"\b(?:informacion|información|info|cuentame|cuéntame|háblame|hablame)\b(?: (?:de|sobre)\b)?"),),
}  # fmt: skip

LANGUAGE = Language(
    code="es",
    cues=_CUES,
    fillers=(
        r"\b(?:el|la|los|las|un|una|de|del|en|a|al|y|o|que|qué|quien|quién|como|cómo|cuando|cuándo|donde|dónde|es|son|fue|ha|han|tiene|"
        r"hay|por|para|con|me|se|lo|le|su|mi|tu|este|esta|eso|esa|ese|serie|series|drama|dorama|por favor|favor|puedes|decir|decirme|"
        r"dime|gracias|hola|muy|mas|más|si|sí|no|algo|alguien|ver|visto)\b"
    ),
    countries={
        r"\bcorean[oa]s?\b": "KR",
        r"\bjapon[eé]s(?:a|as|es)?\b": "JP",
        r"\bchin[oa]s?\b": "CN",
        r"\btailand[eé]s(?:a|as|es)?\b": "TH",
        r"\btaiwan[eé]s(?:a|as|es)?\b": "TW",
    },
    statuses={
        r"\b(?:termin|acab)[eé]\b": "completed",
        r"\b(?:dej|abandon)[eé]\b": "dropped",
        r"\bempec[eé]\b": "watching",
    },
    topics=(
        (r"\breseña", "review write"),
        (r"\b(?:puntuar|puntuo|puntúo|calificar|califico|nota)\b", "rate"),
        (r"\blista\b", "watch list"),
    ),
    episode=_EPISODE,
    it=r"\b(?:lo|la|esta serie|este drama|eso|esa|ese)\b",
    shorter=r"\bmas cort[oa]\b|\bmás cort[oa]\b|\bcort[oa]s?\b",
    popular=r"\bpopular(?:es)?\b",
)
