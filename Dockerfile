# Page assets from npm, libraries and collected files in a build stage, and a small image that runs as an ordinary user.
FROM node:22-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/opt/venv/bin:$PATH
RUN python -m venv /opt/venv
WORKDIR /portal
COPY requirements/base.txt requirements/
RUN pip install --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /portal/node_modules node_modules
RUN pybabel -q compile -d locale -D django \
    && python manage.py assets \
    && python manage.py collectstatic --noinput -v 0 \
    && mkdir -p kept && mv node_modules/@expo-google-fonts/noto-serif-sc/400Regular node_modules/@expo-google-fonts/noto-serif-sc/700Bold kept/ \
    && rm -rf node_modules && mkdir -p node_modules/@expo-google-fonts && mv kept node_modules/@expo-google-fonts/noto-serif-sc \
    && rm -rf var/keys var/broker var/db.sqlite3 \
    && mkdir -p var/files var/beat

FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PRODUCTION=1 PATH=/opt/venv/bin:$PATH
RUN useradd --uid 10001 --create-home portal
WORKDIR /portal
COPY --from=build /opt/venv /opt/venv
COPY --from=build --chown=portal:portal /portal /portal
USER portal
EXPOSE 8000
CMD ["gunicorn", "center.config.wsgi", "--worker-class", "gthread", "--workers", "4", "--threads", "4", \
     "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "/dev/null"]
