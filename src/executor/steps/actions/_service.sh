#!/bin/sh
# What the actions about services share: whoever manages services here is told
# to do something with one of them.

. ./_params.sh

service=${PARAM_SERVICE-}
need "$service" service

# A name, neither a path to something else nor an option.
case $service in
[!A-Za-z0-9_]* | *[!A-Za-z0-9:_.@\\-]*) refuse "\"$service\" is no name of a service" ;;
esac

# manage VERB: exits as who manages services does.
manage() {
	# systemd may be installed and not be what runs this host.
	case $(systemctl is-system-running 2>/dev/null) in
	'' | offline | unknown) ;;
	*)
		systemctl --no-ask-password "$1" -- "$service" && exit
		status=$?
		systemctl --no-pager --full --lines=20 status -- "$service" >&2
		give_up "$status" "systemctl could not $1 $service"
		;;
	esac
	command -v service >/dev/null 2>&1 ||
		give_up 69 "neither systemd nor service(8) manages services here"
	service "$service" "$1" && exit
	give_up $? "service could not $1 $service"
}
