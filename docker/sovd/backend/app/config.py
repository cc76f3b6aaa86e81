"""Every setting, read from the environment once, at the start. All problems are told together, by name."""

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.addresses import DATABASE_EXAMPLE, REDIS_EXAMPLE, Address, parse_database, parse_redis

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LEAST_SECRET = 32
LEAST_PASSWORD = 12

_WHAT_TO_DO = {
    "DATABASE_URL": f"set it to PostgreSQL's address, {DATABASE_EXAMPLE}",
    "REDIS_URL": f"set it to Redis's address, {REDIS_EXAMPLE}",
    "JWT_SECRET": f"set it to {LEAST_SECRET} random characters or more: openssl rand -hex 32",
    "OPERATOR_PASSWORD": f"set it to {LEAST_PASSWORD} characters or more: openssl rand -hex 16",
    "LOG_LEVEL": f"set it to one of {', '.join(LOG_LEVELS)}",
}


class ConfigurationError(Exception):
    """The environment cannot be used; its text names each variable and what to do about it."""


def _level(value: Any) -> Any:
    level = str(value).upper()
    if level not in LOG_LEVELS:
        raise ValueError(f"is {value!r}")
    return level


# NoDecode: pydantic-settings would otherwise read them as JSON.
Database = Annotated[Address, NoDecode, BeforeValidator(lambda text: parse_database(str(text)))]
Redis = Annotated[Address, NoDecode, BeforeValidator(lambda text: parse_redis(str(text)))]


class Common(BaseSettings):
    """What every process needs. An empty variable counts as a missing one."""

    model_config = SettingsConfigDict(env_ignore_empty=True, hide_input_in_errors=True, extra="ignore", frozen=True)

    database_url: Database
    log_level: Annotated[str, BeforeValidator(_level)] = "INFO"


class Settings(Common):
    """What the service needs."""

    redis_url: Redis
    jwt_secret: SecretStr
    token_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 8 * 60
    slipway_release: str | None = None
    """Which release this is, told by the deployment; `/health` repeats it."""

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if (length := len(value.get_secret_value())) < LEAST_SECRET:
            raise ValueError(f"has {length} characters, fewer than {LEAST_SECRET}")
        return value


class ConnectorSettings(Common):
    """What the vehicle connector needs."""

    redis_url: Redis
    answer_delay_ms: Annotated[int, Field(ge=0, le=10_000)] = 250
    """How long the simulated vehicle thinks before each response."""


class PrepareSettings(Common):
    """What the migration needs: it alone is given the first account's password."""

    operator_password: SecretStr

    @field_validator("operator_password")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if (length := len(value.get_secret_value())) < LEAST_PASSWORD:
            raise ValueError(f"has {length} characters, fewer than {LEAST_PASSWORD}")
        return value


T = TypeVar("T", bound=Common)


def load(kind: type[T]) -> T:
    """Read the settings or raise a ConfigurationError that lists every problem."""
    try:
        return kind()
    except ValidationError as error:
        raise ConfigurationError("configuration: " + "; ".join(_problems(error))) from None


def _problems(error: ValidationError) -> list[str]:
    problems = []
    # Without the input: pydantic would otherwise hand secrets on.
    for item in error.errors(include_input=False, include_url=False):
        name = str(item["loc"][0]).upper()
        what = (
            "is missing or empty" if item["type"] == "missing" else str(item.get("ctx", {}).get("error", item["msg"]))
        )
        problems.append(f"{name} {what}: {_WHAT_TO_DO.get(name, 'correct it')}")
    return problems
