## Templates of remedies for scripts, their environment and missing rights, on
## Linux and macOS.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

## Makes each missing part of a path, with the owner of what is above it.
#= SH_MAKE_DIRECTORY
make() {
	[ -d "$1" ] && return 0
	make "$(dirname "$1")" || return 1
	mkdir "$1" || return 1
	chown "$(ls -ldn "$(dirname "$1")" | awk '{ print $3 ":" $4 }')" "$1"
}
make @DIRECTORY@

## ---- scripts as they come from other systems

## The script is one that the runbook itself runs.
#= SH_CONVERT_LINES
script=@SCRIPT@
if [ ! -f "$script" ] || [ -L "$script" ]; then
	echo "$script is no plain file: left alone" >&2
	exit 1
fi
cr=$(printf '\r')
if ! head -n 1 "$script" | grep -q "$cr\$"; then
	echo "the lines of $script end as they should"
	exit 0
fi
if [ ! -O "$script" ]; then
	echo "$script belongs to somebody else: left alone" >&2
	exit 1
fi
cp -p "$script" "$script.crlf" || exit 1
tr -d '\r' <"$script.crlf" >"$script" || { cat "$script.crlf" >"$script"; exit 1; }
echo "the lines of $script ended as on Windows; the file as it was is kept as $script.crlf"

#= SH_UNDO_CONVERT_LINES
script=@SCRIPT@
[ -f "$script.crlf" ] || exit 0
cat "$script.crlf" >"$script" && rm -f "$script.crlf"

## Put before a command whose script cannot be executed as it is.
#= SH_RUN_SCRIPT
run_script() {
	interpreter=$(sed -n '1s/^#! *//p' "$1" | tr -d '\r')
	case $interpreter in
	'') interpreter=sh ;;
	*/env\ *) interpreter=${interpreter#*/env } ;;
	esac
	if ! command -v "${interpreter%% *}" >/dev/null 2>&1; then interpreter=${interpreter##*/}; fi
	case $interpreter in
	python|python\ *) command -v python >/dev/null 2>&1 || interpreter=python3${interpreter#python} ;;
	esac
	$interpreter "$@"
}

## ---- the environment that a job without a terminal lacks

#= SH_SEARCH_PATH
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin:/opt/homebrew/bin; export PATH

#= SH_LOCALE
LC_ALL=C.UTF-8; export LC_ALL

#= SH_HOME
HOME=${HOME:-$(eval echo "~$(id -un)")}; export HOME

#= SH_TERM
TERM=${TERM:-dumb}; export TERM

## ---- missing rights: a step that says which, and ends with an error.  Who
## may give them is asked; nothing is ever taken.

#= SH_REPORT_RIGHT
path=@FILE@
user="user $(id -un) (groups $(id -Gn))"
if [ -r "$path" ] && { [ -w "$path" ] || { [ -f "$path" ] && [ -x "$path" ]; }; }; then
	echo "$user may use $path"
	exit 0
fi
echo "$user lacks a right on $path; owners and modes on the way there:" >&2
folder=$(dirname "$path")
ls -ld "$path" >&2
if [ -e "$path" ]; then
	[ -r "$path" ] || echo "lacking: to read $path" >&2
	[ -w "$path" ] || echo "lacking: to write $path" >&2
elif [ -x "$folder" ] && [ ! -w "$folder" ]; then
	echo "lacking: to make $path in $folder" >&2
fi
while :; do
	ls -ld "$folder" >&2
	if [ -d "$folder" ] && [ ! -x "$folder" ]; then echo "lacking: to enter $folder" >&2; fi
	[ "$folder" != / ] || break
	folder=$(dirname "$folder")
done
echo 'whether to give it, the owner decides' >&2
exit 1

#= SH_REPORT_CONFINEMENT
if command -v ausearch >/dev/null 2>&1; then
	denied=$(ausearch --raw -m AVC -ts recent 2>/dev/null | tail -n 5)
else
	denied=$(dmesg 2>/dev/null | grep -iE 'avc: *denied|apparmor="DENIED"' | tail -n 5)
fi
if [ -z "$denied" ]; then
	echo 'nothing was denied by SELinux or AppArmor lately'
	exit 0
fi
echo 'SELinux or AppArmor denied this:' >&2
echo "$denied" >&2
echo 'whether the policy has to be changed, who is responsible for it decides' >&2
exit 1

#= SH_REPORT_ACCOUNT
id
chage -l "$(id -un)" 2>/dev/null
echo 'the login was refused: whoever keeps the account has to renew its password or key' >&2
exit 1
