"""Tests of the task API, against a real PostgreSQL."""
