#!/bin/sh
# Writes the review page and its content security policy as C, for #include.
#
# The policy lets the one style and the one script of the page run, by their
# hashes, and lets them talk to where the page came from; nothing else.
set -eu
folder=$(dirname "$0")
page=$(mktemp)
trap 'rm -f "$page"' EXIT
sh "$folder/assemble.sh" > "$page"

# What stands between a line <$1> and a line </$1>, as a browser sees it: from
# the character after the tag, so with the line end there.
between() {
	echo
	sed -n "/^<$1>\$/,/^<\\/$1>\$/p" "$page" | sed -e 1d -e '$d'
}

hash_of() {
	between "$1" | sha256sum | cut -d ' ' -f 1 | tr a-f A-F |
		basenc --base16 -d | base64
}

# A tag in the middle would end the script earlier for a browser than here.
for tag in style script; do
	if [ "$(grep -c "</$tag" "$page")" -ne 1 ] || [ "$(grep -c "^<$tag>\$" "$page")" -ne 1 ]; then
		echo "embed.sh: the page must hold one <$tag>, on a line of its own" >&2
		exit 1
	fi
done

printf '#define DASHBOARD_POLICY \\\n\t"%s"\n' "$(printf '%s; ' \
	"default-src 'none'" \
	"script-src 'sha256-$(hash_of script)'" \
	"style-src 'sha256-$(hash_of style)'" \
	"connect-src 'self'" \
	"base-uri 'none'" \
	"form-action 'none'" \
	"frame-ancestors 'none'" \
	"trusted-types 'none'")require-trusted-types-for 'script'"
# Two question marks could begin a trigraph.
echo 'static const char dashboard_page[] ='
sed -e 's/[\\"?]/\\&/g' -e 's/^/"/' -e 's/$/\\n"/' "$page"
echo ';'
