"""Indonesian: the commonest questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.languages.language import MEDIUM, STRONG, Cue, Language
from bot.domain.questions import Intent

_EPISODE = r"\b(?:episode|eps|ep)\b ?(?:ke)? ?(?P<n>\d{1,4})\b"

_CUES: Mapping[Intent, Sequence[Cue]] = {
    Intent.CAST: (
        (STRONG, r"\bsiapa (?:yang )?(?:main|bermain|memerankan|pemeran|pemain|pemainnya|pemerannya|aktor|aktris)\b(?: di\b)?"),
        (STRONG, r"\b(?:pemeran|pemain|aktor|aktris|pemainnya|pemerannya)\b"),
    ),
    Intent.STAFF: ((STRONG, r"\bsiapa (?:yang )?(?:menyutradarai|menulis|membuat)\b|\b(?:siapa )?(?:sutradara|sutradaranya|penulis|penulisnya)\b"),),
    Intent.LENGTH: ((STRONG, r"\b(?:ada )?berapa (?:episode|eps)(?:nya)?\b|\bjumlah episode\b|\bberapa lama\b"),),
    Intent.AIRED: ((STRONG, r"\bkapan (?:tayang|rilis|dirilis|ditayangkan|keluar)\b|\btahun berapa\b|\btanggal (?:tayang|rilis)\b"),),
    Intent.NEXT: ((STRONG, r"\b(?:episode|eps) (?:berikutnya|selanjutnya|baru|terbaru)\b(?: kapan\b)?(?: tayang\b)?|\bmasih tayang\b"),),
    Intent.STREAM: ((STRONG, r"\b(?:nonton )?(?:di mana|dimana)\b(?: (?:aku |saya )?(?:bisa )?(?:nonton|menonton|lihat|tonton)\b)?|\bada di (?:netflix|viki|disney|vidio|wetv)\b"),),
    Intent.ABOUT: ((STRONG, r"\b(?:tentang apa|ceritanya (?:tentang )?apa|bercerita tentang apa|sinopsis|alur cerita|cerita)\b"),),
    Intent.SYNOPSIS: ((STRONG, rf"\bapa yang terjadi\b.*{_EPISODE}|\b(?:ringkasan|rangkuman|sinopsis)\b.*{_EPISODE}|{_EPISODE}.*\b(?:ringkasan|rangkuman)\b"),),
    Intent.ENDING: ((STRONG, r"\b(?:bagaimana|gimana) (?:akhirnya|endingnya|berakhir)\b|\b(?:happy|sad) ending\b|\bending(?:nya)?\b|\bsedih\b|\bada yang (?:mati|meninggal)\b"),),
    Intent.SIMILAR: ((STRONG, r"\b(?:drama )?(?:yang )?(?:mirip|serupa|seperti|kayak)\b(?: (?:dengan|sama)\b)?"),),
    Intent.RATING: ((STRONG, r"\b(?:rating|ratingnya|nilai|nilainya|skor|skornya)\b|\b(?:bagus|seru) (?:gak|nggak|tidak|kah|ga)\b|\bapakah bagus\b|\blayak ditonton\b"),),
    Intent.REVIEWS: ((STRONG, r"\b(?:ulasan|review|reviewnya|pendapat)\b(?: (?:tentang|orang)\b)?"),),
    Intent.WATCHERS: ((STRONG, r"\b(?:siapa|ada) (?:yang )?(?:sudah |udah )?(?:nonton|menonton)\b"),),
    Intent.PROGRESS: ((STRONG, r"\b(?:sampai (?:mana|episode berapa)) (?:aku|saya|gue)?\b(?: nonton)?|\bprogres(?:ku| saya)\b"),),
    Intent.FOR_ME: ((STRONG, r"\b(?:nonton apa|rekomendasi(?:kan|in)?|rekomen|sarankan)\b(?: (?:drama|dong|aku|saya))*"),),
    Intent.TODAY: ((STRONG, r"\b(?:apa yang |ada apa |drama apa yang )?tayang hari ini\b|\bjadwal hari ini\b"),),
    Intent.MUSIC: ((STRONG, r"\b(?:lagu (?:tema|pembuka|penutup)|soundtrack|ost|lagu|lagunya)\b|\bsiapa (?:yang )?(?:nyanyi|menyanyikan)\b"),),
    Intent.QUOTE: ((STRONG, r"\b(?:kutipan|quote|quotes|kata kata)\b(?: dari\b)?"),),
    Intent.HELP: ((STRONG, r"\b(?:bantuan|tolong|perintah|cara pakai|bisa apa|apa yang bisa kamu lakukan|gimana cara|bagaimana cara|cara)\b"), (STRONG, r"^(?:halo|hai|terima kasih|makasih|selamat (?:pagi|siang|malam))$")),
    Intent.SCORE: ((STRONG, r"\b(?:kasih|beri|nilai)\b.*\d{1,2}(?:[.,]\d)?"),),
    Intent.SEEN: ((STRONG, rf"\b(?:sudah|udah|aku|saya) (?:nonton|menonton) (?:sampai )?{_EPISODE}|\bsampai {_EPISODE}"),),
    Intent.PLAN: ((STRONG, r"\b(?:tambahkan|tambah|masukkan|masukin)\b.*\b(?:daftar|list)\b|\b(?:mau|ingin|pengen) nonton\b"),),
    Intent.STATUS: ((STRONG, r"\b(?:sudah|udah|baru) (?:selesai|tamat|mulai)\b(?: nonton)?|\bberhenti nonton\b|\bdrop\b"),),
    Intent.CARD: ((MEDIUM, r"\b(?:info|informasi|ceritakan)\b(?: (?:tentang|soal)\b)?"),),
}  # fmt: skip

LANGUAGE = Language(
    code="id",
    cues=_CUES,
    fillers=(
        r"\b(?:yang|di|ke|dari|dan|atau|itu|ini|apa|siapa|kapan|bagaimana|gimana|berapa|mana|ada|adalah|dengan|untuk|buat|aku|saya|gue|kamu|"
        r"drama|serial|film|tolong|dong|sih|ya|nih|kah|nya|bisa|sudah|udah|nonton|tahu|tau|kasih|terima kasih|halo|hai|lagi|gak|nggak|tidak)\b"
    ),
    countries={
        r"\b(?:korea|drakor)\b": "KR",
        r"\b(?:jepang|dorama)\b": "JP",
        r"\b(?:cina|china|tiongkok|dracin)\b": "CN",
        r"\bthailand\b": "TH",
        r"\btaiwan\b": "TW",
    },
    spelled={r"\bdrakor\b": "drama korea", r"\bdracin\b": "drama china"},
    statuses={
        r"\b(?:selesai|tamat)\b": "completed",
        r"\b(?:berhenti|drop)\b": "dropped",
        r"\bmulai\b": "watching",
    },
    topics=(
        (r"\b(?:ulasan|review)", "review write"),
        (r"\b(?:nilai|menilai|rating|skor)\b", "rate"),
        (r"\b(?:daftar|list)\b", "watch list"),
    ),
    episode=_EPISODE,
    it=r"\b(?:itu|ini|nya|dramanya)\b",
    shorter=r"\b(?:lebih )?pendek\b",
    popular=r"\b(?:populer|terpopuler)\b",
)
