#!/bin/sh
# Stops processes: asks them to end, and ends those that did not after a while.
#
# Params:
#	name		what the program is called; all processes of that name are meant
#	pid_file	a file with the number of one process, an absolute path; with
#				a name as well, the process must have that name
#	seconds		how long they may take, a whole number up to 86400; 10 when
#				absent
# Exit status: 0 none is left, also when there was none; 1 some are left, or
# the file speaks of another process; 64 a param is missing or wrong; 69 there
# is no /proc here.

. ./_params.sh

name=${PARAM_NAME-}
pid_file=${PARAM_PID_FILE-}
seconds=${PARAM_SECONDS-10}

[ -n "$name$pid_file" ] || refuse 'the param "name" or "pid_file" is missing'
need_number "$seconds" seconds 0 86400
case $name in
*/* | *'
'*) refuse "\"$name\" is no name of a program" ;;
esac
[ -r /proc/self/stat ] || give_up 69 "there is no /proc here to find processes in"

# began PID: when, in ticks of the kernel; nothing for one that is gone, or has
# ended and is only waited for.
began() {
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return
	# The name before it may hold anything.
	# shellcheck disable=SC2086 # words are wanted
	set -- ${stat##*) }
	case $1 in
	Z | X) ;;
	*) printf '%s\n' "${20}" ;;
	esac
}

# The kernel keeps 15 bytes of a name.  Of a longer one, the command line must
# say the rest: first there, or after the interpreter.
short_name=$(printf '%.15s' "$name")
has_name() {
	{ IFS= read -r found <"/proc/$1/comm"; } 2>/dev/null || return
	[ "$found" = "$short_name" ] || return
	[ "$found" = "$name" ] ||
		tr '\0' '\n' <"/proc/$1/cmdline" | head -n 2 | sed 's|.*/||' | grep -qxFe "$name"
}

# This process, and those that wait for it, up to the first of all.
own=' '
pid=$$
while [ "${pid:-0}" -gt 0 ]; do
	own="$own$pid "
	pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
done
case $own in
*' 1 '*) ;;
*) own="${own}1 " ;;
esac

# Sets targets, each as PID:BEGAN, since a number may be given to another one.
find_by_file() {
	case $pid_file in
	/*) ;;
	*) refuse "\"$pid_file\" is no absolute path" ;;
	esac
	[ -e "$pid_file" ] || return
	if [ ! -f "$pid_file" ] || [ ! -r "$pid_file" ]; then
		give_up 1 "\"$pid_file\" cannot be read"
	fi
	pid=
	read -r pid _ <"$pid_file"
	case $pid in
	'' | *[!0-9]* | 0* | ???????????*) give_up 1 "\"$pid_file\" does not hold the number of a process" ;;
	esac
	case $own in
	*" $pid "*) give_up 1 "\"$pid_file\" speaks of process $pid, which is not to be stopped" ;;
	esac
	start=$(began "$pid")
	[ -n "$start" ] || return
	[ -z "$name" ] || has_name "$pid" ||
		give_up 1 "process $pid of \"$pid_file\" is not named $name: left alone"
	# Its number was given to another one when it is younger than the file.
	age=$((($(began $$) - start) / $(getconf CLK_TCK)))
	age_of_file=$(($(date +%s) - $(date -r "$pid_file" +%s)))
	[ "$age_of_file" -le $((age + 2)) ] ||
		give_up 1 "process $pid is younger than \"$pid_file\": another one, left alone"
	targets=" $pid:$start"
}

find_by_name() {
	for folder in /proc/[0-9]*; do
		pid=${folder#/proc/}
		case $own in *" $pid "*) continue ;; esac
		has_name "$pid" || continue
		start=$(began "$pid")
		[ -z "$start" ] || targets="$targets $pid:$start"
	done
}

# Keeps those of the targets that still run.
look_again() {
	left=
	for target in $targets; do
		[ "$(began "${target%:*}")" != "${target#*:}" ] || left="$left $target"
	done
	targets=$left
}

# send SIGNAL: from then on, targets are those that could be told.
untold=
send() {
	told=
	for target in $targets; do
		printf '%s to process %s\n' "$1" "${target%:*}"
		if kill -s "$1" "${target%:*}"; then
			told="$told $target"
		else
			untold="$untold $target"
		fi
	done
	targets=$told
}

# wait_for_them SECONDS: until none is left, or time is up.
wait_for_them() {
	end=$(($(date +%s) + $1))
	look_again
	while [ -n "$targets" ] && [ "$(date +%s)" -lt "$end" ]; do
		sleep 1
		look_again
	done
}

targets=
if [ -n "$pid_file" ]; then find_by_file; else find_by_name; fi
if [ -z "$targets" ]; then
	printf 'there is no such process\n'
	exit 0
fi
send TERM
wait_for_them "$seconds"
send KILL
wait_for_them 5
targets=$targets$untold
look_again
[ -z "$targets" ] || give_up 1 "still there:$(printf '%s\n' "$targets" | sed 's/:[0-9]*//g')"
