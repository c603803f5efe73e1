"""What the WSGI server loads: `gunicorn web.wsgi:app`."""

from office.run import log
from office.run.assembly import build
from office.run.settings import read_settings
from web.app import create_app

log.set_up()
app = create_app(build(read_settings()))
