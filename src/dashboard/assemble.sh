#!/bin/sh
# Puts the review page together, one HTML document, on standard output.
#
# The modules are ES modules, so that tools and people read them as such.  Here
# each becomes a function that returns what it exports, in one script; a module
# comes after those it imports.
set -eu
folder=$(dirname "$0")
modules='
	text element patch format words pairs
	state theme api route
	blockers snapshot parts
	fields steps failure charts effect versions evidence tests past decision
	differences review queue history measures signin
	dialogs messages page
	load actions keyboard main'

# An import may stand on several lines; it is joined first.
module() {
	exports=$(sed -n -E 's/^export (async )?(function|class|const) ([A-Za-z_]+).*/\3/p' "$1" |
		paste -s -d ',' -)
	echo "const module_$(basename "$1" .mjs) = (() => {"
	sed -E -e ':next' -e '/^import [^;]*$/{N' -e 's/\n\t*/ /' -e 'b next' -e '}' \
		-e "s/^import (.*) from \"\.\/(.*)\.mjs\";\$/const \1 = module_\2;/" \
		-e 's/^export //' "$1"
	echo "return { $exports };"
	echo '})();'
}

script() {
	echo "'use strict';"
	echo '(() => {'
	for name in $modules; do
		module "$folder/$name.mjs"
	done
	echo '})();'
}

while IFS= read -r line; do
	case $line in
		'@style@') cat "$folder/dashboard.css" ;;
		'@script@') script ;;
		*) printf '%s\n' "$line" ;;
	esac
done < "$folder/index.html"
