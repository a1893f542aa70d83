#!/bin/sh
# Run once by the postgres image of compose.yaml: Relata's role owns its database and has no superuser rights.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$RELATA_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE relata LOGIN PASSWORD :'password';
CREATE DATABASE relata OWNER relata;
SQL
