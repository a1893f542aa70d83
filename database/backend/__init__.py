"""Django's PostgreSQL backend with Relata's three additions: ENGINE = "database.backend"."""
