"""French: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"\b(?:episode|épisode|ep)\b ?(?:numéro|numero|n)? ?(?P<n>\d{1,4})\b"
_EPS = r"(?:episodes?|épisodes?)"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"\bqui (?:joue|interprete|interprète|incarne|est dans|sont les acteurs|est l acteur|est l actrice)\b(?: dans\b)?"),
        (STRONG, r"\b(?:casting|distribution|acteurs?|actrices?)\b(?: d[eu]\b)?"),
    ),
    Intent.STAFF: ((STRONG, r"\bqui a (?:realise|réalisé|ecrit|écrit|fait|cree|créé)\b|\b(?:realisateur|réalisateur|realisatrice|réalisatrice|scenariste|scénariste)\b"),),
    Intent.LENGTH: ((STRONG, rf"\b(?:combien d|nombre d) ?{_EPS}\b(?: (?:y a t il|il y a|a|compte|dans)\b)?|\bcombien de temps dure\b"),),
    Intent.AIRED: ((STRONG, r"\bquand (?:est|a|c est)\b.*\b(?:sorti|sortie|diffuse|diffusé|diffusée|passe|passé)\b|\bde quelle annee\b|\bde quelle année\b|\bdate de sortie\b|\bquand est ce que .* est sorti\b"),),
    Intent.NEXT: ((STRONG, r"\b(?:prochain|nouvel) (?:episode|épisode)\b|\bencore en cours\b"),),
    Intent.STREAM: ((STRONG, r"\b(?:ou|où) (?:puis je|peut on|je peux|est ce que je peux|est ce qu on peut|on peut)? ?(?:regarder|voir|trouver)\b|\best (?:il |elle )?sur (?:netflix|viki|disney|prime)\b|\ben streaming\b"),),
    Intent.ABOUT: ((STRONG, r"\bde quoi (?:parle|ca parle|ça parle|s agit il|il s agit)\b|\bc est quoi l histoire\b|\b(?:intrigue|synopsis|histoire)\b(?: d[eu]\b)?"),),
    Intent.SYNOPSIS: ((STRONG, rf"\b(?:que se passe t il|qu est ce qui se passe|il se passe quoi|resume|résumé)\b.*{_EPISODE}|{_EPISODE}.*\b(?:resume|résumé)\b"),),
    Intent.ENDING: ((STRONG, r"\bcomment (?:finit|se termine|ca finit|ça finit|se finit)\b|\bfin (?:heureuse|triste)\b|\btriste\b|\bmeurt\b|\bavertissements?\b"),),
    Intent.SIMILAR: ((STRONG, r"\b(?:quelque chose|des dramas|un drama|dramas?|series|séries)? ?(?:comme|similaires? [aà]|semblables? [aà]|qui ressemble [aà]|dans le genre de)\b"),),
    Intent.RATING: ((STRONG, r"\bnote\b(?: (?:de|du|a)\b)?|\b(?:ca|ça|il|elle) vaut le coup\b|\best ce (?:que c est )?bien\b|\bc est bien\b"),),
    Intent.REVIEWS: ((STRONG, r"\b(?:avis|critiques?|opinions?|qu en pensent)\b(?: (?:sur|de)\b)?"),),
    Intent.WATCHERS: ((STRONG, r"\b(?:qui|quelqu un|qqn) (?:ici )?(?:a vu|a regarde|a regardé|regarde)\b"),),
    Intent.PROGRESS: ((STRONG, r"\b(?:ou|où) (?:en suis je|j en suis|j en etais|j en étais|je me suis arrete|je me suis arrêté)\b|\bma progression\b|\b[aà] quel (?:episode|épisode)\b"),),
    Intent.FOR_ME: ((STRONG, r"\b(?:que|quoi|qu est ce que je) (?:regarder|peux regarder|devrais regarder|dois regarder)\b|\b(?:recommande|conseille|suggere|suggère|recommandation)s?\b(?: (?:moi|un|une|des|quelque chose|drama|dramas))*"),),
    Intent.TODAY: ((STRONG, r"\b(?:qu est ce qui|quoi|que) (?:passe|sort|est diffuse|est diffusé) aujourd hui\b|\baujourd hui a la tele\b"),),
    Intent.MUSIC: ((STRONG, r"\b(?:chanson|generique|générique|musique|bande originale|ost)\b(?: (?:de fin|d ouverture|du generique|du générique))?(?: d[eu]\b)?|\bqui chante\b"),),
    Intent.QUOTE: ((STRONG, r"\b(?:citation|citations|replique|réplique)\b(?: d[eu]\b)?"),),
    Intent.HELP: ((STRONG, r"\b(?:aide|commandes|comment (?:ca|ça) marche|que sais tu faire|qu est ce que tu peux faire|comment (?:je|puis je|faire|noter|ecrire|écrire))\b"), (STRONG, r"^(?:bonjour|salut|bonsoir|merci|coucou|au revoir)$")),
    Intent.SCORE: ((STRONG, r"\b(?:je (?:lui )?(?:donne|mets)|note le|note la|mets)\b.*\d{1,2}(?:[.,]\d)?"),),
    Intent.SEEN: ((STRONG, rf"\b(?:j ai vu|j ai regarde|j ai regardé|je suis a|je suis à|vu jusqu)\b.*{_EPISODE}"),),
    Intent.PLAN: ((STRONG, r"\b(?:ajoute|mets|ajouter)\b.*\b(?:ma )?liste\b|\bje veux (?:regarder|voir)\b"),),
    Intent.STATUS: ((STRONG, r"\bj ai (?:fini|termine|terminé|abandonne|abandonné|commence|commencé)\b(?: de regarder)?"),),
    Intent.CARD: ((MEDIUM, r"\b(?:infos?|informations?|parle moi|dis moi)\b(?: (?:de|sur|du)\b)?"),),
}  # fmt: skip

LANGUAGE = Language(
    code="fr",
    cues=_CUES,
    fillers=(
        r"\b(?:le|la|les|l|un|une|des|du|de|d|en|au|aux|a|à|et|ou|où|que|qui|quoi|quel|quelle|comment|quand|est|sont|c|ce|cette|cet|ces|s|n|"
        r"y|il|elle|on|je|j|tu|me|moi|mon|ma|se|sur|dans|pour|avec|serie|série|drama|dramas|svp|plait|plaît|peux|dire|dis|merci|salut|"
        r"tres|très|plus|oui|non|quelque chose|ici|vu)\b"
    ),
    countries={
        r"\bcor[eé]en(?:ne|s|nes)?\b": "KR",
        r"\bjaponais(?:e|es)?\b": "JP",
        r"\bchinois(?:e|es)?\b": "CN",
        r"\btha[iï](?:landais(?:e|es)?)?\b": "TH",
        r"\bta[iï]wanais(?:e|es)?\b": "TW",
    },
    statuses={
        r"\b(?:fini|termin[eé])\b": "completed",
        r"\babandonn[eé]\b": "dropped",
        r"\bcommenc[eé]\b": "watching",
    },
    topics=(
        (r"\b(?:avis|critique)", "review write"),
        (r"\bnot(?:er|e)\b", "rate"),
        (r"\bliste\b", "watch list"),
    ),
    episode=_EPISODE,
    it=r"\b(?:ca|ça|cela|ce drama|cette serie|cette série|il|elle)\b",
    shorter=r"\bplus courte?s?\b|\bcourte?s?\b",
    popular=r"\bpopulaires?\b",
)
