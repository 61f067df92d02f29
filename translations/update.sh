#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Gathers what there is to translate from the sources. What is new is then marked as unfinished, what has changed a
# little keeps its old words beside that mark, and what is gone is taken out.
#   translations/update.sh             into the files of this folder
#   translations/update.sh FOLDER      into those of another, for the test
# LUPDATE names another lupdate than the one found.
set -euo pipefail
folder=$(realpath "${1:-$(dirname "$0")}")
cd "$(dirname "$0")/.."
lupdate=${LUPDATE:-}
for found in /usr/lib/qt6/bin/lupdate lupdate6 lupdate-qt6 lupdate; do
    [ -n "$lupdate" ] || lupdate=$(command -v $found || true)
done
[ -n "$lupdate" ] || {
    echo "update.sh: there is no lupdate: bash packaging/install-packages.sh build" >&2
    exit 1
}
options=(-no-obsolete -locations none -I app -I transports -I engine)
"$lupdate" app transports qml "${options[@]}" -ts "$folder/commonplace_de.ts"
# English needs no more than the right words for one and for many.
"$lupdate" app transports qml "${options[@]}" -pluralonly -ts "$folder/commonplace_en.ts"
