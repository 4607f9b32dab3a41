# One stage a service, each with its own requirements and its own code and nothing of the others'.
# kit and database are layers that they share.
FROM python:3.11-slim-bookworm AS base
# The package index may be another: compose passes PIP_INDEX_URL on from the environment.
ARG PIP_INDEX_URL
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONSAFEPATH=1 PYTHONPATH=/app \
    PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
    DATA_DIR=/data SECRETS_DIR=/secrets HOST=0.0.0.0
RUN groupadd --gid 10001 quarterbin \
 && useradd --uid 10001 --gid quarterbin --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin quarterbin \
 && install -d -m 0700 -o quarterbin -g quarterbin /data
WORKDIR /app

FROM base AS kit
COPY requirements/kit.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/kit.txt
COPY kit kit
# Asked without urllib, whose import alone takes longer than the answer.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-SEc", "import os, socket; s = socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 4); s.sendall(b'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n'); raise SystemExit(b' 200 ' not in s.recv(64))"]

FROM kit AS database
COPY requirements/database.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/database.txt
COPY services/__init__.py services/

# Makes the secrets and ends. The folders are here so that the volumes mounted over them belong to the right user.
FROM kit AS init
RUN for name in auth library thumbs scanner gateway cli; do \
      install -d -m 0700 -o quarterbin -g quarterbin /secrets/$name; \
    done
USER quarterbin
HEALTHCHECK NONE
CMD ["python", "-m", "kit.secrets"]

FROM database AS auth
COPY requirements/auth.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/auth.txt
COPY services/auth services/auth
ENV PORT=8001
EXPOSE 8001
USER quarterbin
CMD ["python", "-m", "kit.run", "auth"]

FROM database AS library
COPY requirements/library.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/library.txt
COPY services/library services/library
ENV PORT=8002
EXPOSE 8002
USER quarterbin
CMD ["python", "-m", "kit.run", "library"]

FROM database AS thumbs
COPY requirements/thumbs.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/thumbs.txt
COPY services/thumbs services/thumbs
ENV PORT=8003
EXPOSE 8003
USER quarterbin
CMD ["python", "-m", "kit.run", "thumbs"]

FROM database AS scanner
COPY requirements/scanner.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/scanner.txt
COPY services/scanner services/scanner
ENV PORT=8004
EXPOSE 8004
USER quarterbin
CMD ["python", "-m", "kit.run", "scanner"]

FROM kit AS gateway
COPY requirements/gateway.txt requirements/
RUN python -m pip install --quiet --require-hashes -r requirements/gateway.txt
COPY gateway gateway
ENV PORT=8000
EXPOSE 8000
USER quarterbin
CMD ["python", "-m", "kit.run", "gateway"]
