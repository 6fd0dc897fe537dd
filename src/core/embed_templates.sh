#!/bin/sh
# Turns a file of command templates into C macros, for #include.
#
#	#= NAME		starts the template NAME
#	#+ NAME		puts another template of the file here, in full
#	## ...		is for who reads the file, as are empty lines
set -eu
awk '
/^#= / { if (started) print ""; printf "#define %s", $2; started = 1; next }
/^##/ || /^$/ || !started { next }
/^#\+ / { printf " \\\n\t%s", $2; next }
{ gsub(/\\/, "&&"); gsub(/"/, "\\\\&"); printf " \\\n\t\"%s\\n\"", $0 }
END { print "" }' "$1"
