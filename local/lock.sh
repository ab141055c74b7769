#!/bin/sh
# Makes the three locks again: names, versions and hashes for every platform and Python 3.11 or newer, no address.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x $uv ] || .venv/bin/python -m pip install --quiet uv

lock() { # file, then the extras and constraints that make it
  file=$1
  shift
  # The file as it stands is uv's starting point, so that only what must change does; --upgrade renews everything.
  $uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet "$@" --output-file "$file"
  echo "lock: $file"
}

lock requirements.lock --extra build "$@"
lock requirements-local.lock --constraint requirements.lock --extra build --extra local "$@"
lock requirements-test.lock --constraint requirements-local.lock --extra build --extra local --extra test "$@"
