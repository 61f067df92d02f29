# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""The Debian packages hold what a desktop expects: tst_debs.py SOURCES CPACK CPACKCONFIG COMMONPLACE MLD-CLONE"""

import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCES, CPACK, CONFIG, COMMONPLACE, MLD_CLONE = sys.argv[1:6]
ID = "org.commonplace.commonplace"
# Where Debian keeps QML modules, whatever the processor.
QML_FOLDER = glob.glob("/usr/lib/*/qt6/qml")[0]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
    return done.stdout


class Debs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="commonplace-debs-"))
        run(CPACK, "--config", CONFIG, "-B", cls.work, "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip")  # quicker than xz
        cls.deb = {}
        cls.root = {}
        for file in glob.glob(cls.work + "/*.deb"):
            name = run("dpkg-deb", "-f", file, "Package").strip()
            cls.deb[name] = file
            cls.root[name] = f"{cls.work}/{name}"
            run("dpkg-deb", "-x", file, cls.root[name])

    def depends(self, package):
        field = run("dpkg-deb", "-f", self.deb[package], "Depends")
        return {re.split(r"[ :(]", part.strip())[0] for part in re.split(r"[,|]", field)}

    def test_there_are_two(self):
        self.assertEqual(set(self.deb), {"commonplace", "mld-clone"})

    def test_every_qml_import_is_depended_on(self):
        imported = set()
        for file in glob.glob(SOURCES + "/qml/**/*.qml", recursive=True):
            with open(file) as f:
                imported.update(re.findall(r"^import (Qt[\w.]*)", f.read(), re.MULTILINE))
        self.assertIn("QtQuick", imported)
        owners = set()
        for module in imported:
            qmldir = f"{QML_FOLDER}/{module.replace('.', '/')}/qmldir"
            owners.add(run("dpkg", "-S", os.path.realpath(qmldir)).split(":")[0])
        self.assertLessEqual(owners, self.depends("commonplace"))

    def test_libraries_that_are_loaded_by_name_are_depended_on(self):
        self.assertLessEqual({"libsecret-1-0", "qt6-qpa-plugins", "libqt6svg6"}, self.depends("commonplace"))
        # A clone without a screen asks for none of that.
        self.assertFalse({name for name in self.depends("mld-clone") if "qml" in name or "gui" in name})

    def test_lintian_has_nothing_to_say(self):
        for package, file in self.deb.items():
            said = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", "--profile", "debian",
                                   "--suppress-tags-from-file", SOURCES + "/packaging/deb/lintian-suppressed", file],
                                  capture_output=True, text=True, timeout=240)
            self.assertEqual((said.returncode, said.stdout), (0, ""), package + said.stderr)

    def test_the_desktop_finds_it(self):
        share = self.root["commonplace"] + "/usr/share"
        run("desktop-file-validate", f"{share}/applications/{ID}.desktop")
        run("appstreamcli", "validate", "--no-net", f"{share}/metainfo/{ID}.metainfo.xml")
        self.assertTrue(os.path.exists(f"{share}/icons/hicolor/scalable/apps/{ID}.svg"))
        with open(f"{share}/dbus-1/services/{ID}.service") as f:
            self.assertIn("Exec=/usr/bin/commonplace\n", f.read())
        with open(f"{share}/applications/{ID}.desktop") as f:
            entry = f.read()
        # No place for a link among the arguments, which everybody on the machine can read.
        self.assertRegex(entry, r"(?m)^Exec=commonplace$")
        self.assertIn("DBusActivatable=true\n", entry)

    def test_the_service_of_the_clone_is_sound(self):
        unit = self.root["mld-clone"] + "/usr/lib/systemd/user/mld-clone@.service"
        with open(unit) as f:
            text = f.read()
        self.assertIn("ExecStart=/usr/bin/mld-clone --service ", text)
        self.assertNotIn("@CMAKE", text)

    def test_manual_pages_tell_every_option(self):
        for package, program in ("commonplace", COMMONPLACE), ("mld-clone", MLD_CLONE):
            page = f"{self.root[package]}/usr/share/man/man1/{package}.1.gz"
            shown = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True, timeout=60,
                                   env=dict(os.environ, MANWIDTH="200", LANG="C.UTF-8", MAN_KEEP_FORMATTING=""))
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            wanted = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", run(program, "--help")))
            wanted.discard("--help-all")
            self.assertIn("--version", wanted)
            self.assertEqual(wanted - set(re.findall(r"--[a-z][a-z-]+", shown.stdout)), set(), package)

    def test_only_what_is_named_is_shipped(self):
        for package, expected in ("commonplace", {"usr/bin/commonplace"}), ("mld-clone", {"usr/bin/mld-clone"}):
            root = self.root[package]
            files = {os.path.relpath(os.path.join(place, name), root)
                     for place, _, names in os.walk(root) for name in names}
            self.assertEqual({file for file in files if file.startswith("usr/bin/")}, expected)
            self.assertFalse({file for file in files if "include" in file or file.endswith((".a", ".cmake", ".pc"))})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
