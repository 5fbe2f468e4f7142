"""The application for any WSGI server. It refuses to load with an unsafe configuration."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from northing.config.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "northing.config.settings")
application = get_wsgi_application()
refuse_unsafe()
# The serving threads open their own; one made here could be shared by processes forked from this one.
connection.close()
