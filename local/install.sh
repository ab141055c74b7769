#!/bin/sh
# Builds .venv with the project in it, from one of the locks. Does nothing when that has been done already.
#
#   sh local/install.sh local     what `make up` and `make live` need
#   sh local/install.sh test      and what the tests and checks need
#
# Packages come from wherever pip is told to look on this machine; the locks hold names, versions and hashes only.
set -eu
cd "$(dirname "$0")/.."
lock=requirements-${1:-local}.lock
venv=.venv

stop() {
  echo "install: $*" >&2
  exit 1
}

suits() { # a Python of 3.11 or newer that can make environments
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ ! -x $venv/bin/python ] || ! suits $venv/bin/python; then
  python=
  for candidate in python3.13 python3.12 python3.11 python3 python; do
    if suits "$candidate"; then python=$candidate && break; fi
  done
  [ -n "$python" ] || stop "Python 3.11 or newer is needed, with its venv module, and none was found" \
    "(python3 here is $(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null || echo missing))."
  echo "install: making $venv with $($python --version)"
  "$python" -m venv --clear $venv || stop "$python could not make an environment in $venv."
fi

wanted() { cat "requirements-$1.lock" pyproject.toml local/install.sh | cksum; }
stamp=$venv/installed-${1:-local}
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted "${1:-local}")" ]; then exit 0; fi

log=$venv/install.log
: >$log
pip() {
  PIP_DISABLE_PIP_VERSION_CHECK=1 $venv/bin/python -m pip install --quiet --no-input "$@" >>$log 2>&1 && return
  package=$(sed -n 's/.*No matching distribution found for \([^ ]*\).*/\1/p' $log | tail -1)
  [ -z "$package" ] || stop "$package has no package for this platform" \
    "($($venv/bin/python -c 'import platform as p; print(p.system(), p.machine() + ", Python", p.python_version())')); see $log."
  stop "pip failed: $(grep -i error $log | tail -1); see $log."
}

echo "install: installing from $lock"
# The build backend first, from the lock too: nothing is then fetched that the lock does not name.
awk '/^setuptools==/ { found = 1 } found { print } found && !/\\$/ { exit }' "$lock" >$venv/build.lock
pip --require-hashes -r $venv/build.lock
pip --require-hashes --no-build-isolation -r "$lock"
pip --no-deps --no-build-isolation --editable .
rm -f $venv/build.lock
wanted "${1:-local}" >"$stamp"
wanted local >$venv/installed-local # the test lock has all of the local one
