"""Search inside texts by index, where the server has pg_trgm."""

from __future__ import annotations

from django.db import migrations

from database.search import trigrams


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [trigrams("products_product", "name", "external_id")]
