"""Search inside texts by index, where the server has pg_trgm."""

from __future__ import annotations

from django.db import migrations

from database.search import trigrams


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [trigrams("organizations_organization", "name", "external_id")]
