"""Settings from the environment (prefix `WOOD_`) and from `wood.toml` in the working folder; the environment wins."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.problem import Problem
from data.content import CONTENT

FILE = Path("wood.toml")


class Settings(BaseSettings):
    """What an owner may set; every command reads the same."""

    model_config = SettingsConfigDict(env_prefix="WOOD_", toml_file=FILE, extra="forbid", frozen=True)

    data: Path = Path("var")
    """Folder for the database and the models' caches."""
    content: Path = CONTENT
    """Folder with casts, rules, shocks, legends and the minds' lines."""
    language: str = Field(default="en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")

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
