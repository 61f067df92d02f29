#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Installs what building needs, and makes the Debian packages commonplace and mld-clone.
#   packaging/deb.sh [FOLDER]     where they are put; build/packages unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/packages}

# Those that the program needs at run time are installed by apt together with it.
bash packaging/install-packages.sh build
cmake --preset app >/dev/null
cmake --build --preset app -j "$(nproc)"
cpack --config build/app/CPackConfig.cmake -B "$folder" >/dev/null
rm -rf "$folder/_CPack_Packages"
for file in "$folder"/*.deb; do
    echo "$file"
done
echo "Install with: apt-get install ./$folder/commonplace_*.deb" >&2
