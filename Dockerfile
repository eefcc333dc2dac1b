# Namida in a container: `docker compose up -d --build` (docs/running.md, "With Docker").
# The first stage installs, the second has only what runs: no compiler, no pip's cache, no shell script.

FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY cogs cogs
RUN python -m venv /opt/namida
RUN /opt/namida/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt '.[speed,age]'

FROM python:3.13-slim
# Words in Japanese, Korean, Chinese and Thai in pictures. `--build-arg FONTS=` leaves 100 MB out; they are in English then.
ARG FONTS="fonts-noto-cjk fonts-noto-core"
RUN if [ -n "$FONTS" ]; then \
        apt-get update && apt-get install -y --no-install-recommends $FONTS && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin namida \
    && install -d -o namida -g namida -m 0700 /data
COPY --from=build /opt/namida /opt/namida
# SQLite rewrites its file beside it: /tmp is memory.
ENV PATH=/opt/namida/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NAMIDA_DATABASE=/data/namida.sqlite3 \
    NAMIDA_METRICS=127.0.0.1:9464 \
    SQLITE_TMPDIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=90s --retries=3 CMD ["namida", "health"]
ENTRYPOINT ["namida"]
CMD ["run"]
