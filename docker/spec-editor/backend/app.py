"""What Gunicorn serves: `gunicorn app:app`."""

from editor import create_app
from editor.settings import Settings

app = create_app(Settings.from_environment())
