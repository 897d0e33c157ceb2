"""Settings from the environment (prefix `WOOD_`) and from `wood.toml` in the working folder; the environment wins."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.problem import Problem
from data.reading.content import CONTENT

FILE = Path("wood.toml")


class Settings(BaseSettings):
    """What an owner may set; every command reads the same."""

    model_config = SettingsConfigDict(env_prefix="WOOD_", toml_file=FILE, extra="forbid", frozen=True)

    data: Path = Path("var")
    """Folder for the database and the models' caches."""
    content: Path = CONTENT
    """Folder with casts, rules, shocks, legends and the minds' lines."""
    language: str = Field(default="en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    council: str = "instinct"
    """Who thinks: a policy for all creatures, or a council's file."""
    discord_token: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token")
    )
    """The bot's secret; from the environment it is `DISCORD_TOKEN`, without a prefix."""
    discord_api: str | None = None
    """Base address of Discord's REST API where it is not Discord's own: a stand-in or a proxy."""
    discord_gateway: str | None = None
    """Address of Discord's gateway, likewise."""
    health_host: str = "127.0.0.1"
    health_port: int = Field(default=8017, ge=0, le=65535)
    """Where `/healthz` and `/metrics` are served; 0 for nowhere."""
    log_format: Literal["auto", "console", "json"] = "auto"
    """`auto` is `console` on a terminal and `json` elsewhere."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database(self) -> Path:
        """The file in which all woods live."""
        return self.data / "wood.db"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `wood.toml`."""
        file = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, file_secret_settings, file


def load_settings() -> Settings:
    """The settings in force. Raises Problem where the file is no TOML or a value does not fit."""
    try:
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise Problem("bad_settings", field=str(FILE), problem=str(error)) from error
    except SettingsError as error:
        raise Problem("bad_settings", field="WOOD_", problem=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem("bad_settings", field=".".join(map(str, first["loc"])), problem=first["msg"]) from error
