#!/bin/sh
# Installs what some tests need: a Secret Service and a D-Bus session to run it in, and strace, which makes system
# calls fail. Does nothing where they are there already. Says so where it may not install; those tests then skip.
set -u

NEEDED='dbus gnome-keyring strace'

have() { command -v "$1" >/dev/null 2>&1; }
skip() {
  echo "setup-test-system: $NEEDED not installed ($1); the tests of the keychain or of failing system calls will be skipped"
  exit 0
}

if have dbus-run-session && have gnome-keyring-daemon && have strace; then exit 0; fi
[ "$(uname -s)" = Linux ] || skip 'not Linux'
have apt-get || skip 'no apt-get here'
[ "$(id -u)" = 0 ] || skip "not root; run: sudo apt-get install --no-install-recommends $NEEDED"

export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends $NEEDED >/dev/null 2>&1; }
install || { apt-get update -qq >/dev/null 2>&1 && install; } || skip 'apt-get could not install them'
