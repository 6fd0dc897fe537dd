#!/bin/sh
# Turns the actions that come along into rows {"name", "script"}, for #include.
#
#	. ./_NAME.sh	puts that file here; it is no action itself
#	# ...		is for who reads the file, as are empty lines
set -eu
awk '
function put(line) {
	if (line ~ /^[ \t]*(#|$)/) return
	if (line ~ /^\. \.\/_/) {
		put_file(folder substr(line, 5))
		return
	}
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\"", line)
	printf "\"%s\\n\"\n", line
}
function put_file(file,   line, result) {
	while ((result = (getline line < file)) > 0) put(line)
	close(file)
	if (result == 0) return
	print "cannot read " file > "/dev/stderr"
	exit 1
}
FNR == 1 {
	if (started) print "},"
	folder = name = FILENAME
	sub(/[^\/]*$/, "", folder)
	sub(/^.*\//, "", name)
	sub(/\.sh$/, "", name)
	started = name !~ /^_/
	if (started) printf "{\"%s\",\n", name
}
!started { next }
{ put($0) }
END { if (started) print "}," }' "$@"
