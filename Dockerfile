# The server in a container, for whoever has Docker or Podman:
#   docker build -t human-extractor .
#   docker run --rm -p 127.0.0.1:8000:8000 -e HUMAN_EXTRACTOR_TOKEN=s3cret --read-only --tmpfs /tmp human-extractor
FROM python:3.13-slim
WORKDIR /source
COPY settings.ini setup.py pyproject.toml README.md LICENSE ./
COPY docs/human-extractor.1 docs/
COPY human_extractor human_extractor
RUN pip install --no-cache-dir ".[serve]" && rm -rf /source/* && useradd --create-home server
WORKDIR /home/server
USER server
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["human-extractor", "serve", "--host", "0.0.0.0"]
