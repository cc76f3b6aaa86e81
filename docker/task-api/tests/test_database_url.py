import ssl
from pathlib import Path
from urllib.parse import quote

import pytest

from app.database_url import parse_database_url


@pytest.mark.parametrize("scheme", ["postgresql+asyncpg", "postgresql", "postgres"])
def test_every_spelling_uses_asyncpg(scheme: str) -> None:
    url = parse_database_url(f"{scheme}://app:secret@db.example.com:6543/tasks").url
    assert (url.drivername, url.username, url.password) == ("postgresql+asyncpg", "app", "secret")
    assert (url.host, url.port, url.database) == ("db.example.com", 6543, "tasks")


@pytest.mark.parametrize(
    "password", ["a@b", "a:b", "a/b", "a?b", "a#b", "100%", "a b", 'a"b', "a$b", "@@/@", "p@h:1/d?x=1@", "päss", "a\nb"]
)
def test_a_password_may_be_raw_or_encoded(password: str) -> None:
    for given in (password, quote(password, safe="")):
        url = parse_database_url(f"postgresql://app:{given}@db/tasks?sslmode=require").url
        assert (url.password, url.host, url.database) == (password, "db", "tasks")


def test_a_raw_password_with_something_like_a_code_stays_raw() -> None:
    assert parse_database_url("postgresql://app:%41@bc@db/tasks").url.password == "%41@bc"
    assert parse_database_url("postgresql://app:%41bc@db/tasks").url.password == "Abc"


def test_the_rest_may_be_left_out() -> None:
    url = parse_database_url("postgresql://db/tasks").url
    assert (url.username, url.password, url.port) == (None, None, 5432)
    assert parse_database_url("postgresql://app@[::1]:5433/tasks").url.host == "::1"


def test_parameters_become_asyncpgs() -> None:
    text = "postgresql://db/tasks?sslmode=require&statement_cache_size=0&application_name=task-api"
    assert parse_database_url(text).connect_args == {
        "ssl": "require",
        "statement_cache_size": 0,
        "server_settings": {"application_name": "task-api"},
    }


@pytest.mark.parametrize(("mode", "checks_name"), [("verify-ca", False), ("verify-full", True)])
def test_verifying_needs_no_home_folder(mode: str, checks_name: bool) -> None:
    context = parse_database_url(f"postgresql://db/tasks?sslmode={mode}&sslrootcert=system").connect_args["ssl"]
    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname is checks_name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("postgresql://app:hunter2@db", "is not a PostgreSQL connection string"),
        ("postgresql://app:hunter2@/tasks", "is not a PostgreSQL connection string"),
        ("sqlite:///hunter2", "is not a PostgreSQL connection string"),
        ("postgresql://app:hunter2@db:99999/tasks", "has the port 99999"),
        ("postgresql://app:hunter2@db/tasks?channel_binding=require", "has the parameter channel_binding"),
        ("postgresql://app:hunter2@db/tasks?statement_cache_size=few", "has the parameter statement_cache_size"),
        ("postgresql://app:hunter2@db/tasks?sslrootcert=system", "has sslrootcert without sslmode"),
    ],
)
def test_what_is_wrong_is_said_without_the_value(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        parse_database_url(text)
    assert "hunter2" not in str(caught.value)


def test_a_certificate_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has an sslrootcert that cannot be read: No such file"):
        parse_database_url(f"postgresql://db/tasks?sslmode=verify-full&sslrootcert={tmp_path}/none.pem")
