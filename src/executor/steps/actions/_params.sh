#!/bin/sh
# What all actions begin with.

# Byte by byte, whatever the language of the host.
LC_ALL=C

# refuse MESSAGE: the request is at fault.
refuse() {
	give_up 64 "$1"
}

# give_up STATUS MESSAGE
give_up() {
	printf '%s: %s\n' "${0##*/}" "$2" >&2
	exit "$1"
}

# need VALUE PARAM: it must be there.
need() {
	[ -n "$1" ] || refuse "the param \"$2\" is missing"
}

# need_number VALUE PARAM FROM TO: it must be a whole number.
need_number() {
	need "$1" "$2"
	case $1 in
	*[!0-9]* | 0?* | ??????*) ;;
	*) [ "$1" -lt "$3" ] || [ "$1" -gt "$4" ] || return 0 ;;
	esac
	refuse "the param \"$2\" must be a whole number from $3 to $4"
}
