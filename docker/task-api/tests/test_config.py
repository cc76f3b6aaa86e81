import pytest

from app.config import ConfigurationError, load_migration_settings, load_settings
from tests.conftest import environment

URL = "postgresql://app:hunter2secret@db/tasks"


@pytest.fixture(autouse=True)
def valid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(URL).items():
        monkeypatch.setenv(name, value)


def problems() -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    return caught.value.problems


def test_a_valid_environment_loads() -> None:
    settings = load_settings()
    assert settings.log_level == "INFO"
    assert settings.cors_origins == ("https://app.example.com",)
    assert settings.port == 8000
    assert settings.slipway_release is None


@pytest.mark.parametrize("name", sorted(environment(URL)))
@pytest.mark.parametrize("empty", [True, False])
def test_a_missing_or_empty_one_is_named(monkeypatch: pytest.MonkeyPatch, name: str, empty: bool) -> None:
    if empty:
        monkeypatch.setenv(name, "")
    else:
        monkeypatch.delenv(name)
    found = problems()
    assert len(found) == 1
    assert found[0].startswith(f"{name} is missing or empty; set it to ")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ENVIRONMENT", "prod", "is 'prod'; set it to one of development, test, staging, production"),
        ("LOG_LEVEL", "LOUD", "is 'LOUD'; set it to one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("PORT", "0", "is '0', not a port between 1 and 65535; set it to the port to listen on, usually 8000"),
        ("PORT", "http", "is 'http', not a port between 1 and 65535; set it to the port to listen on, usually 8000"),
        ("API_KEY_SECRET", "x" * 31, "has 31 characters, fewer than 32; set it to 32 random characters or more: "),
        ("ADMIN_API_KEY", "x" * 15, "has 15 characters, fewer than 16; set it to 16 random characters or more: "),
        ("CORS_ORIGINS", "app.example.com", "has 'app.example.com', which is not an origin such as "),
        ("CORS_ORIGINS", "https://a.example/x", "has 'https://a.example/x', which is not an origin such as "),
        ("DATABASE_URL", "mysql://a:b@c/d", "starts with mysql://, but only PostgreSQL is supported; it looks like "),
        ("DATABASE_URL", "db:5432", "is not a PostgreSQL connection string; it looks like postgresql+asyncpg://"),
        ("MIGRATION_DATABASE_URL", URL + "?sslmode=on", "has sslmode=on; use one of disable, allow, prefer, "),
    ],
)
def test_a_bad_one_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    found = problems()
    assert len(found) == 1
    assert found[0].startswith(f"{name} {message}")


@pytest.mark.parametrize(
    ("origins", "message"),
    [
        ("*", "CORS_ORIGINS has the wildcard '*', which production does not allow; name each origin"),
        ("https://a.example,*", "CORS_ORIGINS has the wildcard '*', which production does not allow; name each origin"),
        ("http://a.example", "CORS_ORIGINS has 'http://a.example'; production allows only https:// origins and not "),
        ("https://localhost:3000", "CORS_ORIGINS has 'https://localhost:3000'; production allows only https:// "),
    ],
)
def test_production_is_strict_about_origins(monkeypatch: pytest.MonkeyPatch, origins: str, message: str) -> None:
    monkeypatch.setenv("CORS_ORIGINS", origins)
    load_settings()
    monkeypatch.setenv("ENVIRONMENT", "production")
    found = problems()
    assert len(found) == 1
    assert found[0].startswith(message)


def test_no_origins_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", "none")
    assert load_settings().cors_origins == ()


def test_all_problems_come_together_and_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:hunter2secret@db")
    monkeypatch.setenv("API_KEY_SECRET", "tooshortsecret")
    monkeypatch.delenv("PORT")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    message = str(caught.value)
    assert [part.split()[0] for part in caught.value.problems] == ["DATABASE_URL", "PORT", "API_KEY_SECRET"]
    assert "hunter2secret" not in message
    assert "tooshortsecret" not in message


def test_settings_do_not_print_secrets() -> None:
    shown = repr(load_settings())
    for secret in ("hunter2secret", environment(URL)["API_KEY_SECRET"], environment(URL)["ADMIN_API_KEY"]):
        assert secret not in shown


def test_a_migration_needs_only_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment(URL):
        monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match="MIGRATION_DATABASE_URL is missing or empty"):
        load_migration_settings()
    monkeypatch.setenv("MIGRATION_DATABASE_URL", URL)
    assert load_migration_settings().migration_database_url.url.host == "db"
