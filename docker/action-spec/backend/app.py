"""The object Gunicorn imports: `gunicorn --chdir backend app:app`."""

from flask import Flask

from actionspec import configure

app = Flask(__name__, static_folder="static", static_url_path="")
configure(app)
