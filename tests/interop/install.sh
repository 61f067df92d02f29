#!/bin/sh
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
#
# Installs the reference engine, m-ld-js, and what else package-lock.json names, in node_modules beside this file or
# in the folder that is given, from the package registry that npm is set up with. Does nothing when that has been done.
set -eu
cd "${1:-$(dirname "$0")}"

command -v npm >/dev/null || { echo "npm is not installed" >&2; exit 1; }
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || { echo "Node.js 18 or later is needed, not $major" >&2; exit 1; }

if cmp -s package-lock.json node_modules/.installed-lock; then
    exit 0
fi
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
cp package-lock.json node_modules/.installed-lock
