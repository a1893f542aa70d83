"""Search inside texts by index, where the server has pg_trgm."""

from __future__ import annotations

from django.db import migrations

from database.search import trigrams


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [trigrams("contacts_contact", "first_name", "last_name", "email", "external_id")]
