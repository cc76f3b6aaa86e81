"""Every setting of the service, read from the environment once, at the start.

Nothing has a silent default: a service that starts with a guessed database or an open CORS policy is worse than one
that does not start. All problems are reported together, by the variable's name and never by a secret's value.
"""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.database_url import EXAMPLE, DatabaseTarget, parse_database_url

ENVIRONMENTS = ("development", "test", "staging", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NO_ORIGINS = "none"

_WHAT_TO_DO = {
    "DATABASE_URL": f"set it to the application's connection string, {EXAMPLE}",
    "MIGRATION_DATABASE_URL": f"set it to a direct (not pooled) connection string, {EXAMPLE}",
    "ENVIRONMENT": f"set it to one of {', '.join(ENVIRONMENTS)}",
    "LOG_LEVEL": f"set it to one of {', '.join(LOG_LEVELS)}",
    "PORT": "set it to the port to listen on, usually 8000",
    "CORS_ORIGINS": f"set it to the origins browsers may call from, separated by commas, or to {NO_ORIGINS!r}",
    "API_KEY_SECRET": "set it to 32 random characters or more: openssl rand -hex 32",
    "ADMIN_API_KEY": "set it to 16 random characters or more: openssl rand -hex 24",
}


class ConfigurationError(Exception):
    """The environment cannot be used; `problems` names each variable and what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("configuration: " + "; ".join(problems))
        self.problems = problems


def _database(value: Any) -> Any:
    return parse_database_url(value) if isinstance(value, str) else value


def _log_level(value: Any) -> Any:
    level = value.upper() if isinstance(value, str) else value
    if level not in LOG_LEVELS:
        raise ValueError(f"is {value!r}")
    return level


def _environment(value: Any) -> Any:
    if value not in ENVIRONMENTS:
        raise ValueError(f"is {value!r}")
    return value


def _port(value: Any) -> Any:
    if not str(value).isdecimal() or not 1 <= int(value) <= 65535:
        raise ValueError(f"is {value!r}, not a port between 1 and 65535")
    return int(value)


def _origins(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return () if value == NO_ORIGINS else tuple(part.strip() for part in value.split(",") if part.strip())


# NoDecode: pydantic-settings would otherwise read it as JSON.
Database = Annotated[DatabaseTarget, NoDecode, BeforeValidator(_database)]
LogLevel = Annotated[str, BeforeValidator(_log_level)]


class MigrationSettings(BaseSettings):
    """What `alembic` needs: a migration must not be given the service's secrets."""

    model_config = SettingsConfigDict(env_ignore_empty=True, hide_input_in_errors=True, extra="ignore", frozen=True)

    migration_database_url: Database
    log_level: LogLevel = "INFO"


class Settings(BaseSettings):
    """What the service needs. An empty variable counts as a missing one."""

    model_config = SettingsConfigDict(env_ignore_empty=True, hide_input_in_errors=True, extra="ignore", frozen=True)

    environment: Annotated[Literal["development", "test", "staging", "production"], BeforeValidator(_environment)]
    database_url: Database
    migration_database_url: Database
    log_level: LogLevel
    port: Annotated[int, BeforeValidator(_port)]
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]
    api_key_secret: SecretStr
    admin_api_key: SecretStr
    slipway_release: str | None = None
    """Which release this is, told by the deployment; `/health` repeats it, so that a gate can tell old from new."""

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        production = info.data.get("environment") == "production"
        for origin in origins:
            if origin == "*":
                if production:
                    raise ValueError("has the wildcard '*', which production does not allow; name each origin")
                continue
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or not parts.hostname
                or f"{parts.scheme}://{parts.netloc}" != origin
            ):
                raise ValueError(f"has {origin!r}, which is not an origin such as https://app.example.com (no path)")
            if production and (parts.scheme != "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")):
                raise ValueError(f"has {origin!r}; production allows only https:// origins and not this machine")
        return origins

    @field_validator("api_key_secret", "admin_api_key")
    @classmethod
    def _check_length(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        least, length = (32 if info.field_name == "api_key_secret" else 16), len(value.get_secret_value())
        if length < least:
            raise ValueError(f"has {length} characters, fewer than {least}")
        return value


def load_settings() -> Settings:
    """Read the service's settings or raise a ConfigurationError that lists every problem."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError(_problems(error)) from None


def load_migration_settings() -> MigrationSettings:
    """Read the migration's settings or raise a ConfigurationError that lists every problem."""
    try:
        return MigrationSettings()
    except ValidationError as error:
        raise ConfigurationError(_problems(error)) from None


def _problems(error: ValidationError) -> list[str]:
    problems = []
    # Without `input`: pydantic would otherwise hand secrets on.
    for item in error.errors(include_input=False, include_url=False):
        name = str(item["loc"][0]).upper()
        what = (
            "is missing or empty" if item["type"] == "missing" else str(item.get("ctx", {}).get("error", item["msg"]))
        )
        # The message may already say what to do about the one part that is wrong.
        problems.append(f"{name} {what}" if ";" in what else f"{name} {what}; {_WHAT_TO_DO.get(name, 'correct it')}")
    return problems
