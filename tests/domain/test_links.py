"""Which addresses the catalogue takes, and which host of them is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import SENT_LIMIT, URL_LIMIT, LinkFault, host_of, link_fault


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.tbs.co.jp/drama/", "www.tbs.co.jp"),
        ("http://example.org:8080/?q=1#part", "example.org"),
        ("HTTPS://EXAMPLE.org./", "example.org"),
        ("https://ja.wikipedia.org/wiki/1リットルの涙", "ja.wikipedia.org"),
        ("https://en.wikipedia.org/wiki/1_Litre_of_Tears_(TV_series)", "en.wikipedia.org"),
        ("https://93.184.216.34/", "93.184.216.34"),
        ("https://例え.jp/", "xn--r8jz45g.jp"),
        ("https://例え。jp/", "xn--r8jz45g.jp"),
        ("https://ｅｘａｍｐｌｅ．ｏｒｇ/", "example.org"),
        ("https://straße.de/", "xn--strae-oqa.de"),
        ("https://my_blog.example.org/how-to-use-bittorrent", "my_blog.example.org"),
        ("https://notnyaa.site/", "notnyaa.site"),
        ("https://example.org/torrents.html", "example.org"),
    ],
)
def test_an_address_of_the_web_is_taken_and_its_host_told(url: str, host: str) -> None:
    assert link_fault(url) is None
    assert host_of(url) == host


def test_letters_that_look_alike_do_not_look_alike_in_the_host() -> None:
    assert host_of("https://\u0435xample.org/") == "xn--xample-2of.org"  # a Cyrillic е
    assert host_of("https://example.org/") == "example.org"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", LinkFault.NOT_WEB),
        ("example.org/drama", LinkFault.NOT_WEB),
        ("ftp://example.org/", LinkFault.NOT_WEB),
        ("javascript:alert(1)", LinkFault.NOT_WEB),
        ("data:text/html,<b>", LinkFault.NOT_WEB),
        ("file:///etc/passwd", LinkFault.NOT_WEB),
        ("https://exa mple.org/", LinkFault.NOT_WEB),
        ("https://example.org/\u200b", LinkFault.NOT_WEB),
        ("https://example.org/\u202egpj.exe", LinkFault.NOT_WEB),
        ("https://example.org\\@evil.example/", LinkFault.NOT_WEB),
        ("https://[::1/", LinkFault.NOT_WEB),
        ("https://example.org:port/", LinkFault.NOT_WEB),
        ("https://example.org:99999/", LinkFault.NOT_WEB),
        ("https://exa\u2100mple.org/", LinkFault.NOT_WEB),  # ℀ folds into a slash
        ("https://", LinkFault.NO_HOST),
        ("https:///path", LinkFault.NO_HOST),
        ("https://localhost/", LinkFault.NO_HOST),
        ("https://localhost:8080/", LinkFault.NO_HOST),
        ("https://2130706433/", LinkFault.NO_HOST),
        ("https://[::1]/", LinkFault.NO_HOST),
        ("https://[::ffff:127.0.0.1]/", LinkFault.NO_HOST),
        ("https://.org/", LinkFault.NO_HOST),
        ("https://example..org/", LinkFault.NO_HOST),
        ("https://exa%6Dple.org/", LinkFault.NO_HOST),
        ("https://a&b.example.org/", LinkFault.NO_HOST),
        (f"https://{'a' * 64}.org/", LinkFault.NO_HOST),
        (f"https://{'a.' * 127}org/", LinkFault.NO_HOST),
        ("https://user@example.org/", LinkFault.CREDENTIALS),
        ("https://user:secret@example.org/", LinkFault.CREDENTIALS),
        ("https://@example.org/", LinkFault.CREDENTIALS),
        ("https://www.youtube.com@evil.example/", LinkFault.CREDENTIALS),
        ("https://example.org/" + "a" * 500, LinkFault.TOO_LONG),
        ("magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a", LinkFault.TORRENT),
        ("https://example.org/?open=magnet%3A%3Fxt%3Durn", LinkFault.TORRENT),
        ("https://example.org/drama.torrent", LinkFault.TORRENT),
        ("https://example.org/drama.TORRENT?key=1", LinkFault.TORRENT),
        ("https://example.org/drama%2Etorrent", LinkFault.TORRENT),
        ("https://example.org/drama.torrent/", LinkFault.TORRENT),
        ("https://nyaa.si/view/1", LinkFault.TORRENT),
        ("https://Sukebei.NYAA.si./view/1", LinkFault.TORRENT),
        ("https://nyaa.si。/", LinkFault.TORRENT),
        ("https://ｎｙａａ.si/", LinkFault.TORRENT),
        ("https://thepiratebay.example/", LinkFault.TORRENT),
        ("http://www.1337x.to/", LinkFault.TORRENT),
    ],
)
def test_any_other_address_is_refused_with_its_reason(url: str, fault: LinkFault) -> None:
    assert link_fault(url) is fault


def test_the_limit_is_exact() -> None:
    url = "https://example.org/"
    assert link_fault(url + "a" * (URL_LIMIT - len(url))) is None
    assert link_fault(url + "a" * (URL_LIMIT - len(url) + 1)) is LinkFault.TOO_LONG


def test_letters_of_other_scripts_count_as_they_are_sent() -> None:
    url = "https://ja.wikipedia.org/wiki/"
    assert link_fault(url + "涙" * 100) is None
    most = (SENT_LIMIT - len(url)) // 9
    assert link_fault(url + "涙" * most) is None
    assert link_fault(url + "涙" * (most + 1)) is LinkFault.TOO_LONG


WEB = st.one_of(
    st.text(max_size=60),
    st.text(max_size=60).map("https://".__add__),
    st.text(max_size=60).map("http://example.org".__add__),
    st.text("abé例.:/@[]?#%\\-_ßſK。．ⅷ", max_size=40).map("https://".__add__),
)


@given(WEB)
def test_what_is_taken_can_be_shown_and_opened_as_it_stands(url: str) -> None:
    if link_fault(url) is None:
        assert url.lower().startswith(("http://", "https://"))
        assert not any(sign.isspace() or unicodedata.category(sign)[0] == "C" for sign in url)
        host = host_of(url)
        assert host.isascii()
        assert "." in host
        assert host == host.lower()
        assert not set(host) & set("/?#@:\\%| ")
        assert link_fault(f"https://{host}/") is None
        assert host_of(f"https://{host}/") == host


@given(st.text(max_size=80))
def test_no_address_whatever_makes_it_stumble(url: str) -> None:
    link_fault(url)
    assert host_of(url).isascii()


@given(
    st.sampled_from(["nyaa.si", "thepiratebay.org", "1337x.st", "yts.mx"]),
    st.text("abc1-", min_size=1, max_size=9),
)
def test_a_torrent_site_is_one_under_every_name_before_it(site: str, before: str) -> None:
    assert link_fault(f"https://{before}.{site.upper()}/x") is LinkFault.TORRENT
    assert link_fault(f"https://{before}{site}/x") is not LinkFault.TORRENT
