"""Settings: what stands in the environment and in `.env`, and what happens when it is wrong."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.doctor import check_catalogue_servers
from bot.i18n import LANGUAGES
from bot.settings import BadSetting, Settings, UnknownVariable, load_settings, unknown_variables, variables

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_means_the_defaults() -> None:
    settings = load_settings()

    assert settings == Settings()
    assert settings.discord_token is None
    assert settings.database == Path("data/namida.sqlite3")
    assert (settings.log_level, settings.log_format, settings.language) == ("info", "text", "en")
    assert settings.shards == 1
    assert settings.starter is True


def test_every_setting_is_read_from_the_file(tmp_path: Path) -> None:
    Path(".env").write_text(
        f"DISCORD_TOKEN= {TOKEN} \nNAMIDA_DATABASE={tmp_path}/own.sqlite3\nNAMIDA_LOG_LEVEL=Debug\n"
        "NAMIDA_LOG_FORMAT=JSON\nNAMIDA_LANGUAGE=JA\nNAMIDA_SHARDS=0\nNAMIDA_STARTER=no\n",
        encoding="utf-8",
    )

    settings = load_settings()

    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.database == tmp_path / "own.sqlite3"
    assert (settings.log_level, settings.log_format, settings.language) == ("debug", "json", "ja")
    assert settings.shards == 0
    assert settings.starter is False


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("NAMIDA_SHARDS=2\nNAMIDA_LANGUAGE=ja\n", encoding="utf-8")
    monkeypatch.setenv("NAMIDA_SHARDS", "3")

    settings = load_settings()

    assert (settings.shards, settings.language) == (3, "ja")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.setenv(name, "")

    assert load_settings() == Settings()


def test_variables_of_other_programs_are_not_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de_DE:de")  # gettext's
    monkeypatch.setenv("DATABASE", "/elsewhere")
    monkeypatch.setenv("NAMIDA_DISCORD_TOKEN", TOKEN)

    assert load_settings() == Settings.model_construct()


def test_what_is_given_by_name_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NAMIDA_SHARDS", "7")
    monkeypatch.setenv("NAMIDA_DATABASE", "elsewhere.sqlite3")

    settings = Settings(discord_token=SecretStr("x"), database=tmp_path / "n.sqlite3")

    assert settings.shards == 7
    assert settings.database == tmp_path / "n.sqlite3"


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("NAMIDA_LOG_LEVEL", "loud", "must be one of debug, info, warning or error, not 'loud'"),
        ("NAMIDA_LOG_FORMAT", "xml", "must be one of text or json, not 'xml'"),
        ("NAMIDA_LANGUAGE", "de", f"must be one of {', '.join(LANGUAGES)}, not 'de'"),
        ("NAMIDA_SHARDS", "many", "must be a whole number from 0 to 1000, not 'many'"),
        ("NAMIDA_SHARDS", "-1", "must be a whole number from 0 to 1000, not '-1'"),
        ("NAMIDA_SHARDS", "1001", "must be a whole number from 0 to 1000, not '1001'"),
        ("NAMIDA_BACKUP_EVERY", "daily", "must be a time like 90m, 6h or 1d, from a minute to 366 days"),
        ("NAMIDA_BACKUP_KEEP", "0", "must be a whole number from 1 to 10000, not '0'"),
        (
            "NAMIDA_BACKUP_KEY",
            "x",
            "must be public keys of age, which begin with age1, with commas between them",
        ),
        (
            "NAMIDA_METRICS",
            "0.0.0.0:9464",
            "must be an address of this machine alone with a port, like 127.0.0.1:9464",
        ),
        ("NAMIDA_STARTER", "perhaps", "must be true or false, not 'perhaps'"),
        ("NAMIDA_DATABASE", "/", "must name a file, and / is a folder"),
        ("DISCORD_TOKEN", "two words", "must be the token alone, in one piece"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(BadSetting) as refused:
        load_settings()

    assert (refused.value.variable, refused.value.reason) == (variable, reason)


def test_a_file_that_is_not_text_is_refused_by_name() -> None:
    Path(".env").write_bytes(b"NAMIDA_SHARDS=\xff\xfe\n")

    with pytest.raises(BadSetting, match=r"^\.env cannot be read as a UTF-8 text file$"):
        load_settings()


def test_the_token_is_in_no_rendering_of_the_settings() -> None:
    settings = Settings(discord_token=SecretStr(TOKEN))

    for shown in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump())):
        assert TOKEN not in shown


def test_a_refused_token_is_not_in_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", f"Bot {TOKEN}")

    with pytest.raises(BadSetting) as refused:
        load_settings()

    assert TOKEN not in "".join(traceback.format_exception(refused.value))


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(variable=st.sampled_from(sorted(set(variables()) - {"NAMIDA_DATABASE"})), value=WORDS)
def test_any_value_is_taken_or_refused_in_one_short_line(variable: str, value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, value)
        try:
            settings = load_settings(None)
        except BadSetting as refused:
            assert refused.variable == variable
            assert len(str(refused).splitlines()) == 1
            assert len(str(refused)) < 160
        else:
            assert 0 <= settings.shards <= 1000


def test_a_typing_error_is_named_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMIDA_DATABSE", "x")
    monkeypatch.setenv("DISCORD_WEBHOOK_ADDRESS", "another program's")
    Path(".env").write_text(
        "DISCORD_TOKN=x\nNAMIDA_SHARD=2\nNAMIDA_SHARDS=2\nNAMIDA_XYZZY_QQ=1\n", encoding="utf-8"
    )

    assert unknown_variables() == (
        UnknownVariable("DISCORD_TOKN", "DISCORD_TOKEN"),
        UnknownVariable("NAMIDA_DATABSE", "NAMIDA_DATABASE"),
        UnknownVariable("NAMIDA_SHARD", "NAMIDA_SHARDS"),
        UnknownVariable("NAMIDA_XYZZY_QQ", None),
    )


def test_servers_of_the_catalogue_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMIDA_CATALOGUE_SERVERS", " 123456789012345678, 223456789012345678 ,")

    assert load_settings().catalogue_servers == {123456789012345678, 223456789012345678}


@pytest.mark.parametrize(
    "listed", ["my server", "123456789012345678;5", "[123456789012345678]", "-1", "7", "²"]
)
def test_what_is_no_server_id_is_refused(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("NAMIDA_CATALOGUE_SERVERS", listed)

    with pytest.raises(BadSetting, match="NAMIDA_CATALOGUE_SERVERS must be server ids"):
        load_settings()


def test_doctor_says_who_may_change_the_catalogue() -> None:
    alone = check_catalogue_servers(Settings())
    assert (alone.state, "/catalogue queue" in alone.found) == ("ok", True)
    named = check_catalogue_servers(Settings(catalogue_servers=frozenset({123456789012345678})))
    assert named.found.startswith("changed from 1 server;")
