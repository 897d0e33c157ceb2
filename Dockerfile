# Two stages: what installs stays behind, what runs has neither compiler nor cache.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /opt/wood
COPY requirements.lock ./
RUN /opt/wood/bin/pip install -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY cogs ./cogs
COPY data ./data
COPY engine ./engine
COPY inference ./inference
RUN /opt/wood/bin/pip install --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /home/wood wood \
    && install --directory --owner wood --group wood /var/lib/wood
COPY --from=build /opt/wood /opt/wood
# The content is part of the installed package; the volume holds nothing but the database and models' caches.
ENV PATH=/opt/wood/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib \
    WOOD_DATA=/var/lib/wood WOOD_LOG_FORMAT=json WOOD_HEALTH_PORT=8017
USER wood
WORKDIR /home/wood
VOLUME /var/lib/wood
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8017/healthz', timeout=4)"]
ENTRYPOINT ["wood"]
CMD ["run", "--sync"]
