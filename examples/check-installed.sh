#!/usr/bin/env bash
# Shows that this project needs nothing but installed artefacts: installs the libraries into a Maven repository of its own, copies the
# project to an empty folder, and builds and tests it there. Not part of the build.
#
#   examples/check-installed.sh [REPOSITORY]     REPOSITORY: a local one whose downloads are copied, such as ~/.m2/repository
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

repository=$work/repository
mkdir "$repository"
if [ $# -gt 0 ]; then
  cp -R "$1/." "$repository"
  rm -rf "$repository/org/purify4j"
fi

mvn -B -q -f "$root/pom.xml" -Dmaven.repo.local="$repository" -DskipTests -Dmaven.test.skip=true -pl dl4j-plugin/plugin -am install
mkdir "$work/project"
cp -R "$root/examples/pom.xml" "$root/examples/src" "$work/project"
cd "$work/project"
mvn -B -Dmaven.repo.local="$repository" verify
