"""Names of dramas for measurements: the real ones, and any number of similar synthetic ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from anyascii import anyascii

_HERE = Path(__file__).resolve().parent
_SHARED = _HERE.parent.parent / "shared" / "data"

# Used where the real titles are absent. Names share their words as unevenly as real ones do, so the frequent
# words of titles stand several times.
_WORDS = """
The The The The A A My My Love Love Love Love in in of of of the the the to and You You Me Your
Heart King Queen Prince Princess Emperor General Doctor Lawyer Detective Teacher Boss Secretary Girl
Boy Man Woman Mother Father Brother Sister Friend Neighbour Wife Husband Stranger Ghost Goblin Fox
Moon Moonlight Star Sun Sky Cloud Rain Snow Wind Sea River Mountain Island Forest Garden Flower Rose
Tree Winter Spring Summer Autumn Night Day Morning Tomorrow Yesterday Time Dream Memory Secret
Promise Letter Song Story Legend Chronicle Diary Journey Road House Hotel Palace Castle School
Hospital Court Kitchen Restaurant Bakery Seoul Tokyo Kyoto Taipei Shanghai Bangkok Hello Goodbye
Again Forever Once First Last Second Perfect Beautiful Strong Sweet Wild Bad Good Little Big Hidden
Lost Broken Eternal Happy Lonely Brave Crazy Fated Married Marriage Wedding Divorce Contract Romance
Kiss Tears Litre Revenge War Battle Sword Blood Fire Ice Gold Silver Red White Black Blue Because I
Is It's Don't with for from Under Over Between Beyond Without When Where Why How Special Season 2 3
II
"""
_HANGUL = """
가 나 다 라 마 바 사 아 자 하 고 노 도 로 모 보 소 오 조 호 구 누 두 무 부 수 우 주 기 니 리 미 비
시 이 지 사랑 하늘 바람 그대 당신 우리 나의 너의 남자 여자 친구 엄마 아빠 선생 왕 공주 비밀 약속
기억 시간 오늘 내일 겨울 여름 가을 봄밤 꽃 별 달빛 바다 길 집 학교 병원 변호사 의사 검사 형사 이야기
연애 결혼 이혼 가족 전쟁
"""
_KANA = """
あ い う え お か き く け こ さ し す せ そ た ち つ て と な に の は ひ ふ ま み も や ゆ よ ら
り る れ ろ わ ア イ カ キ コ シ ス タ ト ナ ノ マ ミ ラ リ ル ン の 恋 愛 涙 花 空 海 春 夏 秋 冬
夜 朝 雨 雪 月 星 私 君 僕 家族 先生 医者 弁護士 刑事 結婚 秘密 約束 物語 学校 病院 東京 京都
"""
_HAN = """
爱 情 心 花 月 星 风 云 雪 雨 天 地 人 你 我 他 的 之 与 不 是 在 有 无 王 妃 公主 将军 皇后 江湖 传
记 缘 梦 夜 春 秋 长安 九 三 千 万 年 山 河 海 剑 侠 仙 妖 龙 凤 锦 玉 金 青 红 白 黑 时光 青春 恋人
先生 小姐 医生 律师
"""
_SCRIPTS = ((_HANGUL.split(), " "), (_KANA.split(), ""), (_HAN.split(), ""))  # and what parts words


@dataclass(frozen=True, slots=True)
class Titles:
    """The names of one drama. `others` are its aliases, including romanised ones."""

    drama: int
    title: str
    native: str | None
    others: tuple[str, ...]
    popularity: int

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *((self.native,) if self.native else ()), *self.others)


def real_titles_path() -> Path | None:
    """`titles.jsonl` in the directory that `NAMIDA_BENCH_DATA` names, or in `../shared/data`."""
    directory = os.environ.get("NAMIDA_BENCH_DATA")
    path = (Path(directory) if directory else _SHARED) / "titles.jsonl"
    return path if path.is_file() else None


def real_titles(path: Path) -> list[Titles]:
    """The real titles in the order of the file, which is by popularity."""
    with path.open(encoding="utf-8") as lines:
        return [
            Titles(row["mdl_id"], row["title"], row.get("native_title"), tuple(row.get("akas", ())), rank)
            for rank, row in enumerate(map(json.loads, lines), start=1)
        ]


def synthetic_titles(names: int, real: list[Titles], seed: int = 2005) -> list[Titles]:
    """Enough synthetic dramas for `names` names, made from the real titles' words if there are any."""
    random = Random(seed)
    words = [word for titles in real for word in titles.title.split()] or _WORDS.split()
    lengths = [len(titles.title.split()) for titles in real] or [1, 2, 2, 3, 3, 3, 4, 4, 5, 6]
    made: list[Titles] = []
    count = 0
    for drama in _shuffled_ranks(random, names):
        titles = _synthetic(random, drama, len(made) + 1, words, lengths)
        made.append(titles)
        count += len(titles.names)
        if count >= names:
            break
    return made


def _shuffled_ranks(random: Random, count: int) -> Iterator[int]:
    """Random ids that say nothing about popularity."""
    yield from random.sample(range(1, 10 * count), count)


def _synthetic(random: Random, drama: int, rank: int, words: list[str], lengths: list[int]) -> Titles:
    title = _phrase(random, words, lengths)
    alphabet, between = random.choice(_SCRIPTS)
    parts = [
        "".join(random.choice(alphabet) for _ in range(random.choice((2, 2, 3, 3, 4))))
        for _ in range(random.choice((1, 2, 2, 2, 3, 3)))  # so that keys are as long as the real ones
    ]
    romanised = " ".join(anyascii(part).title() for part in parts)
    others = [romanised, *(_phrase(random, words, lengths) for _ in range(random.choice((0, 0, 1, 2))))]
    return Titles(drama, title, between.join(parts), tuple(others), rank)


def _phrase(random: Random, words: list[str], lengths: list[int]) -> str:
    phrase = " ".join(random.choice(words) for _ in range(random.choice(lengths)))
    return phrase[:1].upper() + phrase[1:]
