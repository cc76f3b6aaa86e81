"""Task API: tasks for other services, guarded by service API keys."""

VERSION = "1.0.0"
