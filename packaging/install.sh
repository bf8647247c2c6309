#!/usr/bin/env bash
# Downloads the program of a release and checks its digest: install.sh URL VERSION TARGET FOLDER
# URL is the folder of the release's files. The action for GitHub calls it; it needs curl and tar.
set -euo pipefail
url="$1" version="$2" target="$3" folder="$4"

case "$target" in
*-windows-*) archive="offprint-$version-$target.zip" ;;
*) archive="offprint-$version-$target.tar.gz" ;;
esac
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for file in "$archive" SHA256SUMS; do
    curl --fail --location --silent --show-error --output "$work/$file" "$url/$file" || {
        echo "install: $url/$file cannot be downloaded; is there such a release?" >&2
        exit 1
    }
done
wanted="$(awk -v name="$archive" '$2 == name { print $1 }' "$work/SHA256SUMS")"
# macOS has another program.
found="$({ sha256sum "$work/$archive" 2>/dev/null || shasum -a 256 "$work/$archive"; } | cut -d ' ' -f 1)"
# On Windows, a backslash stands before the digest if the path has one.
if [ -z "$wanted" ] || [ "${found#\\}" != "$wanted" ]; then
    echo "install: $archive is not the file that SHA256SUMS describes; nothing was installed" >&2
    exit 1
fi
mkdir -p "$folder"
case "$archive" in
*.zip) unzip -q -o "$work/$archive" -d "$work" ;;
*) tar -xzf "$work/$archive" -C "$work" ;;
esac
cp "$work/offprint-$version-$target"/offprint* "$folder/"
