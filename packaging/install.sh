#!/bin/sh
# Installs Courant from the archives of a release: finds the one for this machine, checks its SHA-256, and puts the program into a
# folder.
#
# usage: install.sh [FROM VERSION [FOLDER]]      FROM: the URL or the folder of the archives; FOLDER: default ~/.local/bin
#
# It asks no other address than FROM, and writes nothing but FOLDER/courant.
set -eu
version=${2:-0.2.0}
from=${1:-https://github.com/courant-news/courant/releases/download/v$version}
folder=${3:-$HOME/.local/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "error: $1" >&2
    [ -z "${2:-}" ] || echo "hint: $2" >&2
    exit 1
}

# The target of this machine; on Linux `gnu` or `musl`.
target() {
    case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no program for a machine of the kind $(uname -m)" "build it from its source: cargo install --locked --path ." ;;
    esac
    case $(uname -s) in
    Linux) echo "$machine-unknown-linux-$1" ;;
    Darwin) echo "$machine-apple-darwin" ;;
    # The shell that comes with Git for Windows.
    MINGW* | MSYS* | CYGWIN*) echo "$machine-pc-windows-msvc" ;;
    *) fail "there is no program for $(uname -s)" "build it from its source: cargo install --locked --path ." ;;
    esac
}

get() {
    case $from in
    http://* | https://*) curl --fail --silent --show-error --location --retry 3 --output "$work/$1" "$from/$1" ;;
    *) cp "$from/$1" "$work/$1" ;;
    esac || fail "$from/$1 cannot be read" "look whether the release has this version: $version"
}

sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

# Gets the archive for a target, and checks and unpacks it.
unpack() {
    name=courant-$version-$1
    case $1 in *-windows-*) archive=$name.zip end=.exe ;; *) archive=$name.tar.gz end= ;; esac
    get "$archive"
    get "$archive.sha256"
    wanted=$(cut -d' ' -f1 "$work/$archive.sha256") found=$(sum "$work/$archive")
    [ "$wanted" = "$found" ] || fail "$archive is not the file that was released: its SHA-256 is $found, and should be $wanted" \
        "get it again; if that does not help, do not use it, and tell those who run $from"
    case $archive in *.zip) unzip -q "$work/$archive" -d "$work" ;; *) tar -xzf "$work/$archive" -C "$work" ;; esac
    program=$work/$name/courant$end
}

# A target that there is not ends the script by itself only outside of an argument.
wanted_target=$(target gnu)
unpack "$wanted_target"
# A C library that is older than the one that the program was built with, or another one: the program that has its own.
if ! "$program" --version >/dev/null 2>&1 && [ "$(uname -s)" = Linux ]; then
    echo "the C library of this machine is too old for $name, or another one: taking $(target musl) instead"
    unpack "$(target musl)"
fi
"$program" --version >/dev/null || fail "$name does not run on this machine" "build it from its source: cargo install --locked --path ."
mkdir -p "$folder"
# Into place in one step, also over a program that is running.
cp "$program" "$folder/.courant-new$end"
chmod 755 "$folder/.courant-new$end"
mv -f "$folder/.courant-new$end" "$folder/courant$end"
echo "$("$folder/courant$end" --version) is in $folder"
case ":$PATH:" in
*":$folder:"*) ;;
*) echo "add $folder to your PATH: export PATH=\"$folder:\$PATH\"" ;;
esac
