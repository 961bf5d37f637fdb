#!/bin/sh
# Makes the environment in $1 from requirements.lock; `setup.sh --browser` sees to Chromium for the browser tests.
set -eu

if [ "${1:-}" = "--browser" ]; then
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && exit 0
    done
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
    [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] && exit 0
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        echo "Installing Chromium for the browser tests (apt) ..."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
            >/dev/null 2>&1 && exit 0
    fi
    echo "No Chromium: the browser tests are skipped. Install it with 'sudo apt-get install chromium' (Debian) or 'brew install --cask chromium' (macOS)."
    exit 0
fi

venv=$1
for name in python3 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        if "$name" -c 'import venv, ensurepip' 2>/dev/null; then
            python=$name
            break
        fi
        lacks=$name
    fi
done
if [ -z "${python:-}" ]; then
    if [ -n "${lacks:-}" ]; then
        echo "$lacks cannot make environments: install its venv ('sudo apt-get install $lacks-venv'), then run make again." >&2
    else
        echo "netlab needs Python 3.11, 3.12 or 3.13: install one ('sudo apt-get install python3 python3-venv', or 'brew install python@3.13'), then run make again." >&2
    fi
    exit 1
fi

echo "Making the environment in $venv with $("$python" --version) ..."
rm -rf "$venv"
"$python" -m venv "$venv"
if "$venv/bin/pip" install -q --disable-pip-version-check uv 2>/dev/null; then
    "$venv/bin/uv" pip install -q --compile-bytecode --require-hashes --python "$venv/bin/python" -r requirements.lock
    "$venv/bin/uv" pip install -q --no-deps --no-build-isolation --python "$venv/bin/python" -e .
else
    "$venv/bin/pip" install -q --disable-pip-version-check --require-hashes -r requirements.lock
    "$venv/bin/pip" install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
