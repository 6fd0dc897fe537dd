#!/bin/sh
# Waits until somebody accepts connections on a TCP port.
#
# Params:
#	port		1 to 65535
#	host		a name or an address; 127.0.0.1 when absent
#	seconds		how long at most, a whole number up to 86400; 30 when absent
# Exit status: 0 somebody does; 1 nobody did in time; 64 a param is missing or
# wrong; 69 there is nothing here to connect with.

. ./_params.sh

host=${PARAM_HOST-127.0.0.1}
port=${PARAM_PORT-}
seconds=${PARAM_SECONDS-30}

need_number "$port" port 1 65535
need_number "$seconds" seconds 0 86400
need "$host" host
case $host in
[!A-Za-z0-9:]* | *[!A-Za-z0-9:.%_-]*) refuse "\"$host\" is no name of a host" ;;
esac

# One attempt.  What a firewall drops must not outlast the time allowed.
if command -v bash >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
	connect() {
		# shellcheck disable=SC2016 # for the inner shell
		timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$host" "$port"
	}
elif command -v nc >/dev/null 2>&1; then
	connect() {
		nc -z -w 2 "$host" "$port" </dev/null
	}
else
	give_up 69 "there is neither bash with timeout nor nc to connect with"
fi

end=$(($(date +%s) + seconds))
until reason=$(connect 2>&1); do
	if [ "$(date +%s)" -ge "$end" ]; then
		[ -z "$reason" ] || printf '%s\n' "$reason" >&2
		give_up 1 "nobody accepts connections on port $port of $host after $seconds seconds"
	fi
	sleep 1
done
printf 'port %s of %s accepts connections\n' "$port" "$host"
