#!/usr/bin/env bash
# Install the Autobahn test suite (Python 2 code, from PyPI) on Python 3: install.sh DIR
# Result: DIR/bin/wstest. Needs python3 with venv; no compiler. $PYTHON selects another python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?usage: install.sh DIR}
[ -e "$dir/installed" ] && exit 0
rm -rf "$dir" # what is left of an installation that was broken off
export PIP_DISABLE_PIP_VERSION_CHECK=1
"${PYTHON:-python3}" -m venv "$dir"
"$dir/bin/pip" install -q Twisted==26.10.0 txaio==26.6.1 zope.interface==8.7 six==1.17.0 \
    attrs==26.1.0 automat==25.4.16 constantly==23.10.4 hyperlink==21.0.0 idna==3.20 \
    incremental==24.11.0 typing-extensions==4.16.0
"$dir/bin/pip" install -q --no-deps --no-compile autobahn==0.10.9 autobahntestsuite==25.10.1
# From Python 3.13 on, lib2to3 is a package of its own.
"$dir/bin/python" -c 'import lib2to3' 2>/dev/null || "$dir/bin/pip" install -q fissix
packages=$("$dir/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$dir/bin/python" "$here/port_suite.py" "$packages/autobahntestsuite" "$packages/autobahn"
"$dir/bin/python" "$here/self_check.py"
touch "$dir/installed"
