"""Settings and addresses: every problem by name, never a secret's value."""

import pytest

from app.addresses import parse_database, parse_redis, redis_url
from app.config import ConfigurationError, ConnectorSettings, PrepareSettings, Settings, load

NAMES = ("DATABASE_URL", "REDIS_URL", "JWT_SECRET", "OPERATOR_PASSWORD", "LOG_LEVEL", "ANSWER_DELAY_MS")


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def problem(kind: type[Settings] | type[ConnectorSettings] | type[PrepareSettings]) -> str:
    with pytest.raises(ConfigurationError) as raised:
        load(kind)
    return str(raised.value)


def test_each_missing_one_is_named() -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "JWT_SECRET"):
        assert f"{name} is missing or empty: set it to " in problem(Settings)
    assert "OPERATOR_PASSWORD is missing or empty: set it to 12 characters or more" in problem(PrepareSettings)
    assert "JWT_SECRET" not in problem(ConnectorSettings)


def test_bad_ones_are_named_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "DATABASE_URL": "mysql://app:hunter2@db/x",
        "REDIS_URL": "http://:hunter2@redis",
        "JWT_SECRET": "hunter2",
        "LOG_LEVEL": "loud",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    told = problem(Settings)
    assert "hunter2" not in told
    assert "DATABASE_URL is not an address such as postgresql+asyncpg://user:password@host:5432/database" in told
    assert "REDIS_URL is not an address such as redis://:password@host:6379/0" in told
    assert "JWT_SECRET has 7 characters, fewer than 32" in told
    assert "LOG_LEVEL is 'loud'" in told


@pytest.mark.parametrize("password", ["plain", "p@ss/w:rd?#%41 x", "a:b@c@d", ""])
def test_a_password_stands_as_it_is(password: str) -> None:
    database = parse_database(f"postgresql+asyncpg://sovd:{password}@db:5433/sovd?sslmode=require")
    assert (database.user, database.password, database.host, database.port) == ("sovd", password, "db", 5433)
    redis = parse_redis(f"rediss://:{password}@cache")
    assert (redis.password, redis.host, redis.port) == (password, "cache", 6379)
    assert "x" not in repr(redis)
    assert redis_url(parse_redis("redis://:p@s/s@cache/2")) == "redis://:p%40s%2Fs@cache:6379/2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("postgresql://u:p@db", "names no database"),
        ("postgresql://u:p@db/x?sslmode=maybe", "has sslmode=maybe; use one of disable"),
        ("postgresql://u:p@db/x?pool=1", "has the parameter pool; only sslmode is known"),
        ("postgresql://u:p@db:99999/x", "has the port 99999"),
    ],
)
def test_what_is_wrong_with_an_address(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_database(text)


def test_redis_has_numbers_only() -> None:
    with pytest.raises(ValueError, match="has the database 'x', which is not a number"):
        parse_redis("redis://cache/x")
