#!/bin/sh
# Turns a text file into C string literals, one a line, for #include.
set -eu
sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$1"
