"""Zip files that unpack to far more than they are, kept as they were packed once: one takes seven seconds.

`python -c "from tests.bombs import *; print(kept(METHOD))"` packs one again.
"""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

NAME = "tracking-prod-records.csv"
MEGABYTE = 1024 * 1024
UNPACKS_TO = {
    zipfile.ZIP_BZIP2: 1024,
    zipfile.ZIP_LZMA: 256,
    zipfile.ZIP_DEFLATED: 512,
}  # megabytes
_KEPT = {
    zipfile.ZIP_BZIP2: (
        "eNoBuABH/3jaC/BmZtFjYGDgAWJFhg2HUqL/Q4EkgwhDSVFicnZmXrpuQVF+im5RanJ+UUqxXnJxGSODAFADgwOIEGRmAAOnqAxL"
        "Q8dIteBIPs5H9xnj+xwYDjAwcCgwGDT4ujktUF3J1TB9VH5UfujLe9TEn2ToCjoBkmcBqzjDqrlsopJzoksnv3iRq0XAhG8dT5gC"
        "vBmZ9JhRcxc0szhIMiBAAyOIxJnXArxZ2UAKGIHQHUjHgI0AAElKEeejwUyO"
    ),
    zipfile.ZIP_LZMA: (
        "eNqruPX27EXvy4ESxz4aly5bUhzUGJfROTV7Y6S540xpjxWGYs8UpKW0Zndl5v0zCxdfuToghyXr7CS9XRO7fAybTSYlTRRSdBNq"
        "ZI2cxdY8SeNQ5631mY71LvefH/i8T/z5HP9GTaNTGkotXhwT1dykQqN+5k86mvZw2qlc06uloVbLn2x4vYRrtvOm3V/MprsrXnnI"
        "Xn/qgfjrzt6gLmGnisOrk0OnVbc9tXH+J5ZZ//Ni+3TT+dVR5jq6Z5bOq59rWfZgwSGTG18OPTdO/3Zkf+6+ry+DqhY9XWyaueag"
        "ebWVyZP8PmvJGWXy286zeet8X7xMjP/oXd1e+6nSc+qfZUrvi7pinjJvpV+hzuxbV7ZaPs49JnTx36sTB/x699dll/3+Jvm89/bL"
        "pfEmj3Unx97dp5b7/HtP29EnDiXbd1aXZj3wdT/0gs/7RfrzfXtPzf4uJuM/99meHSfPHbn3b9MUd31240lea9YePHXosX/TPLvX"
        "d2o2GqW9/Ln739Snh+6+67zyKNfS+73uzYWx327ovN+x7dvh5jX5i/u/Lt3LyRac6ndcbeqafUKr7JN5c+dM2G2yk7M87Jyffvz9"
        "xfZiGfk/Cx/GLGCSGmTgl/3i/X0VyZ9Sf17fahSYEOQiodyr5LSiRSAzaUngUtMfR6OunHwUv6dra5n3022zXu3SmhtcdKM0qPWs"
        "4s3YqtmngxOC3NbHBrT4x1XExfx/ZP5LSZYfAMfxHDI="
    ),
    zipfile.ZIP_DEFLATED: (
        "eNqruPX2zt4skUCGhouRwr4bPrBvEZj9lfHaLbcLbt0mmlum7eBUElKW3mgq8KaW03ujUM7bGuatnxmPHFKaKmHe/YA74m35OYPi"
        "2TOj73wqen77TkTkXJ7DG+z2r+d9fJh/9/H6WEk93vPp0ZfV++fbzbKZ/TbXP8368t6b3/59ffmv+2JB4r+DBnaVNjZR1pJt7+Xd"
        "F/8s+PDr+2751+nsDAwMCSdla2xjLG/ySBw7Pv99zj2Q2LS7134Wr+72bYznX3dvmwxQZMOXuLt7Nv4oTvjxs6j8ahFQ5MCl3TVf"
        "3l5L0n9w+ePv7u9rQPp09uo3MQLpCUoSQJJBF8y5AOEYInNGZUZlRphM/r90g4QbdyTmzlrj8+zy2vPvsw//+HD43eHFW48ebNY+"
        "bM/evZkDZx4+23s53S9O4uz63Z8/vk3qsjd6nfcGAGRWDy4="
    ),
}


def bomb(method: int) -> bytes:
    """A zip of `UNPACKS_TO[method]` megabytes of zeros; the file itself has half of one at most."""
    return zlib.decompress(zlib.decompress(base64.b64decode(_KEPT[method])))


def packed(method: int, megabytes: int) -> bytes:
    """The same, packed now."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file, file.open(NAME, "w", force_zip64=True) as member:
        for _ in range(megabytes // 4):
            member.write(bytes(4 * MEGABYTE))
    return archive.getvalue()


def kept(method: int) -> str:
    """What `_KEPT` holds of a method, made anew."""
    return base64.b64encode(zlib.compress(zlib.compress(packed(method, UNPACKS_TO[method]), 9), 9)).decode()
