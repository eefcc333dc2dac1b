"""All settings of the bot: each with its variable, its default and its bounds."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from bot.domain.backups import KEPT, BackupPlan, read_every, read_keys
from bot.domain.departures import KeepLeft
from bot.domain.languages import LANGUAGES, SOURCE_LANGUAGE

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]

MOST_BACKUPS = 10_000
MOST_DAYS = 3_650
LONGEST_LINK = 512  # characters that Discord takes on a button
MOST_SHARDS = 1000  # 2,500 guilds a shard: 2.5 million guilds, beyond any one machine


class BadSetting(Exception):  # noqa: N818 - named as bot/errors names its own
    """A setting that cannot be used. `reason` completes a sentence that starts with the variable."""

    def __init__(self, variable: str, reason: str):
        super().__init__(f"{variable} {reason}")
        self.variable = variable
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Listening:
    """A loopback address, on which no other machine can ask. Port 0: any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_listening(text: str) -> Listening:
    """`127.0.0.1:9464` or `[::1]:9464`. Raises `ValueError` for anything that other machines could reach."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port
        at_home = not parts.username and parts.netloc == text and ip_address(host).is_loopback
    except ValueError:
        at_home = False
    if not at_home or port is None:
        raise ValueError("must be an address of this machine alone with a port, like 127.0.0.1:9464")
    return Listening(host, port)


class Settings(BaseSettings):
    """The settings as values: given by field name, else from the environment, else from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="NAMIDA_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # `DISCORD_TOKEN=` in a copied .env.example means: not set
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database: Path = Path("data/namida.sqlite3")
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"
    language: str = SOURCE_LANGUAGE
    shards: int = Field(default=1, ge=0, le=MOST_SHARDS)
    starter: bool = True
    chat: bool = True
    tvmaze: bool = True
    tvmaze_url: str = "https://api.tvmaze.com"
    tmdb_token: SecretStr | None = None
    tmdb_url: str = "https://api.themoviedb.org"
    contact: str = ""
    privacy_url: str = ""
    keep_left_servers_days: int = Field(default=30, ge=0, le=MOST_DAYS)
    keep_left_members_days: int = Field(default=365, ge=0, le=MOST_DAYS)
    # Without NoDecode the list would have to be written as JSON.
    catalogue_servers: Annotated[frozenset[int], NoDecode] = frozenset()
    backup_every: Annotated[timedelta | None, NoDecode] = None
    backup_keep: int = Field(default=KEPT, ge=1, le=MOST_BACKUPS)
    backup_dir: Path | None = None
    backup_key: str = ""
    metrics: str = ""

    @property
    def listening(self) -> Listening | None:
        """Where the bot answers whether it is well. None: nowhere."""
        return read_listening(self.metrics) if self.metrics else None

    @property
    def keep_left(self) -> KeepLeft:
        members = timedelta(days=self.keep_left_members_days)
        return KeepLeft(timedelta(days=self.keep_left_servers_days), members or None)

    @property
    def backups(self) -> BackupPlan:
        return BackupPlan(self.backup_every, self.backup_keep, self.backup_dir, self.backup_key)

    @field_validator("backup_every", mode="before")
    @classmethod
    def _a_while(cls, text: object) -> object:
        return read_every(text) if isinstance(text, str) else text

    @field_validator("backup_dir")
    @classmethod
    def _a_folder(cls, path: Path | None) -> Path | None:
        path = path.expanduser() if path is not None else None
        if path is not None and path.exists() and not path.is_dir():
            raise ValueError(f"must name a folder, and {path} is a file")
        return path

    @field_validator("backup_key")
    @classmethod
    def _public_keys(cls, text: str) -> str:
        return ",".join(read_keys(text))

    @field_validator("metrics")
    @classmethod
    def _of_this_machine(cls, text: str) -> str:
        return str(read_listening(text.strip())) if text.strip() else ""

    @field_validator("discord_token", "tmdb_token")
    @classmethod
    def _one_word(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        bare = token.get_secret_value().strip()
        if not bare.isascii() or any(character.isspace() for character in bare):
            raise ValueError("must be the token alone, in one piece")
        return SecretStr(bare) if bare else None

    @field_validator("tvmaze_url", "tmdb_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be a web address that begins with http:// or https://")
        return url.strip().rstrip("/")

    @field_validator("privacy_url")
    @classmethod
    def _address_or_none(cls, url: str) -> str:
        if len(url) > LONGEST_LINK:
            raise ValueError(f"must have at most {LONGEST_LINK} characters")
        return cls._web_address(url) if url.strip() else ""

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str) -> str:
        contact = contact.strip()
        if not contact.isascii() or not contact.isprintable() or len(contact) > 200:
            raise ValueError("must be one line of at most 200 plain ASCII characters")
        return contact

    @field_validator("catalogue_servers", mode="before")
    @classmethod
    def _server_ids(cls, listed: object) -> object:
        if not isinstance(listed, str):
            return listed
        idents = [ident.strip() for ident in listed.split(",") if ident.strip()]
        if not all(ident.isascii() and ident.isdigit() and 15 <= len(ident) <= 20 for ident in idents):
            raise ValueError("must be server ids, which have 15 to 20 digits, with commas between them")
        return frozenset(map(int, idents))

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, word: object) -> object:
        return word.strip().lower() if isinstance(word, str) else word

    @field_validator("language")
    @classmethod
    def _a_language(cls, code: str) -> str:
        known = {language.lower(): language for language in LANGUAGES}
        if code.strip().lower() not in known:
            raise ValueError(f"must be one of {', '.join(LANGUAGES)}, not {_short(code)}")
        return known[code.strip().lower()]

    @field_validator("database")
    @classmethod
    def _a_file(cls, path: Path) -> Path:
        path = path.expanduser()
        if path.is_dir():
            raise ValueError(f"must name a file, and {path} is a folder")
        return path


@dataclass(frozen=True, slots=True)
class UnknownVariable:
    """A variable that looks like ours but is unknown. `nearest` is the likely meant one."""

    name: str
    nearest: str | None


def variable_of(field: str) -> str:
    """The environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"NAMIDA_{field.upper()}"


def variables() -> dict[str, str]:
    """Every variable with its default, as written in `.env`. Empty if it has none."""
    return {variable_of(name): _written(field.get_default()) for name, field in Settings.model_fields.items()}


def load_settings(env_file: str | Path | None = ".env") -> Settings:
    """The settings of this process. Raises `BadSetting` for the first unusable one."""

    class Here(Settings):
        # By variable alone: field names would make `NAMIDA_DISCORD_TOKEN` a second way, found nowhere.
        model_config = SettingsConfigDict(
            env_file=env_file, env_file_encoding="utf-8", populate_by_name=False, validate_by_name=False
        )

    try:
        found = Here()
    except ValidationError as error:
        raise _bad_setting(error) from None  # pydantic's own text could repeat the value
    except (UnicodeDecodeError, OSError, SettingsError):
        raise BadSetting(str(env_file), "cannot be read as a UTF-8 text file") from None
    # Checked already; so that `model_fields_set` still says which were given.
    values = {name: getattr(found, name) for name in Settings.model_fields}
    return Settings.model_construct(found.model_fields_set, **values)


def unknown_variables(env_file: str | Path | None = ".env") -> tuple[UnknownVariable, ...]:
    """Misspelt variables in the environment and the `.env` file, which have no effect."""
    known = sorted(variables())
    names = {name.upper() for name in os.environ}
    if env_file is not None and Path(env_file).is_file():
        names |= {name.upper() for name in dotenv_values(env_file, encoding="utf-8")}
    unknown = []
    for name in sorted(names - set(known)):
        ours = name.startswith("NAMIDA_")
        # Other programs have DISCORD_… variables of their own: only a near miss is a typing error.
        likeness = 0.6 if ours else 0.8
        nearest = next(iter(difflib.get_close_matches(name, known, n=1, cutoff=likeness)), None)
        if ours or (name.startswith("DISCORD_") and nearest is not None):
            unknown.append(UnknownVariable(name, nearest))
    return tuple(unknown)


def _written(default: object) -> str:
    if default is None or default == frozenset():
        return ""
    if isinstance(default, bool):
        return "true" if default else "false"
    return str(default)


def _bad_setting(error: ValidationError) -> BadSetting:
    first: Any = error.errors(include_url=False)[0]
    place = str(first["loc"][0]) if first["loc"] else ""
    by_place = {key.lower(): name for name in Settings.model_fields for key in (name, variable_of(name))}
    field = by_place.get(place.lower())
    if field is None:
        return BadSetting(place or "a setting", "cannot be used")
    return BadSetting(variable_of(field), _reason(Settings.model_fields[field], first))


def _reason(field: FieldInfo, problem: dict[str, Any]) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    given = "" if "Secret" in str(field.annotation) else f", not {_short(problem['input'])}"
    if problem["type"] == "literal_error":
        return f"must be one of {problem['ctx']['expected'].replace(chr(39), '')}{given}"
    if problem["type"].startswith("bool"):
        return f"must be true or false{given}"
    if field.annotation is int:
        least, most = (getattr(bound, name) for bound, name in zip(field.metadata, ("ge", "le"), strict=True))
        return f"must be a whole number from {least} to {most}{given}"
    return f"cannot be used{given}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
