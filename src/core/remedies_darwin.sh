## Templates of remedies that only macOS needs, or needs in another form.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

#= DARWIN_FREE_PORT
port=@PORT@
case $port in
''|*[!0-9]*) echo "not a port: $port" >&2; exit 2 ;;
esac
holders() { lsof -nP -t -iTCP:"$port" -sTCP:LISTEN 2>/dev/null; }
pids=$(holders | tr '\n' ' ')
for pid in $pids; do
	name=$(ps -o comm= -p "$pid")
	case $pid:$name in
	1:*|$$:*|$PPID:*|*:/System/*|*:/usr/libexec/*|*:/usr/sbin/sshd)
		echo "port $port is held by process $pid ($name) of the system: left alone" >&2
		exit 1 ;;
	esac
	echo "stopping process $pid ($name), which holds port $port"
	kill "$pid" 2>/dev/null
done
waited=0
while [ -n "$(holders)" ] && [ "$waited" -lt 10 ]; do
	sleep 1
	waited=$((waited + 1))
done
for pid in $(holders); do
	case " $pids " in
	*" $pid "*) kill -KILL "$pid"; sleep 1 ;;
	esac
done
[ -z "$(holders)" ] || { echo "port $port is still held" >&2; exit 1; }
echo "port $port is free"

#= DARWIN_START_DEPENDENCY
for service in @DEPENDENCY@; do
	if brew list --versions "$service" >/dev/null 2>&1; then
		brew services start "$service"
		exit
	fi
done
echo 'none of these services is installed:' @DEPENDENCY@ >&2
exit 1

#= DARWIN_FREE_SPACE
df -h /
if command -v brew >/dev/null 2>&1; then brew cleanup --prune=30; fi
find "$HOME/Library/Caches" -type f -mtime +30 -atime +30 -exec rm -f -- {} + 2>/dev/null
find /var/log /Library/Logs "$HOME/Library/Logs" -xdev -type f \( -name '*.gz' -o -name '*.bz2' -o -name '*.old' \) \
	-mtime +7 -exec rm -f -- {} + 2>/dev/null
df -h /
exit 0

## ---- launchd

## Where a job's file is: of the system, of all users, of this user.
#= DARWIN_JOB
label=@SERVICE@
domain=system
[ "$(id -u)" -eq 0 ] || domain=gui/$(id -u)
file=
for folder in /Library/LaunchDaemons /Library/LaunchAgents "$HOME/Library/LaunchAgents"; do
	if [ -f "$folder/$label.plist" ]; then file=$folder/$label.plist; fi
done
case $file in
'') echo "there is no file $label.plist for launchd" >&2; exit 1 ;;
/Library/LaunchDaemons/*) domain=system ;;
esac

#= DARWIN_LOAD_JOB
#+ DARWIN_JOB
if launchctl print "$domain/$label" >/dev/null 2>&1; then
	echo "$label is loaded already"
	exit 0
fi
plutil -lint "$file" && launchctl bootstrap "$domain" "$file" && echo "loaded $file"

#= DARWIN_ENABLE_JOB
#+ DARWIN_JOB
launchctl enable "$domain/$label" || exit 1
launchctl print "$domain/$label" >/dev/null 2>&1 || launchctl bootstrap "$domain" "$file" || exit 1
echo "$label is enabled"

#= DARWIN_KICK_JOB
#+ DARWIN_JOB
launchctl kickstart -k "$domain/$label" && echo "$label was started anew"

## ---- names, time, updates

#= DARWIN_FLUSH_DNS
dscacheutil -flushcache && killall -HUP mDNSResponder && echo 'the names that were cached are forgotten'

#= DARWIN_SYNC_CLOCK
server=$(systemsetup -getnetworktimeserver 2>/dev/null | sed 's/^.*: *//')
case $server in
''|*[!A-Za-z0-9.-]*) server=time.apple.com ;;
esac
sntp -sS "$server" && echo "the clock is set by $server: $(date -u)"

#= DARWIN_RESTART_UPDATE
launchctl kickstart -k system/com.apple.softwareupdated && echo 'the update service was started anew'

#= DARWIN_REFRESH_BREW
brew update && echo 'the list of formulae is up to date'

## Put before a command that was written for the tools of GNU.
#= DARWIN_GNU_TOOLS
for tool in sed date stat readlink grep xargs; do
	command -v "g$tool" >/dev/null 2>&1 || { echo "GNU $tool is missing here: brew install coreutils findutils gnu-sed grep" >&2; exit 1; }
done
sed() { gsed "$@"; }; date() { gdate "$@"; }; stat() { gstat "$@"; }; readlink() { greadlink "$@"; }; grep() { ggrep "$@"; }; xargs() { gxargs "$@"; }

#= DARWIN_LOCALE
LC_ALL=en_US.UTF-8; export LC_ALL

#= DARWIN_REPORT_TOOLS
folder=$(xcode-select -p 2>/dev/null)
if [ -d "$folder" ] && xcrun --find git >/dev/null 2>&1; then
	echo "the developer tools are in $folder"
	exit 0
fi
echo "the developer tools are missing (they should be in ${folder:-no folder}): an administrator has to run xcode-select --install" >&2
exit 1

## ---- backups, rights

#= DARWIN_STOP_BACKUP
if ! tmutil status | grep -q 'Running = 1'; then
	echo 'no backup is under way'
	exit 0
fi
tmutil stopbackup || exit 1
waited=0
while tmutil status | grep -q 'Running = 1'; do
	[ "$waited" -lt 120 ] || { echo 'the backup that is under way does not stop' >&2; exit 1; }
	sleep 5
	waited=$((waited + 5))
done
echo 'the backup that was under way has stopped'

#= DARWIN_REPORT_STALE_BACKUP
folder=$(tmutil destinationinfo 2>/dev/null | sed -n 's/^Mount Point *: //p' | head -n 1)
[ -n "$folder" ] || { echo 'the disk for backups is not there' >&2; exit 1; }
stale=$(find "$folder" -maxdepth 4 -iname '*.inprogress' -mtime +1 2>/dev/null)
if [ -z "$stale" ]; then
	echo 'no backup was left unfinished'
	exit 0
fi
echo 'backups that were never finished; somebody has to remove them once no backup is under way:' >&2
echo "$stale" >&2
exit 1

#= DARWIN_REPORT_PRIVACY
parent=$(ps -o comm= -p "$PPID")
if ls "$HOME/Library/Mail" "$HOME/Library/Safari" >/dev/null 2>&1; then
	echo "$parent has full access to the disk"
	exit 0
fi
echo "$parent (user $(id -un)) may not read what macOS protects: System Settings, Privacy & Security, Full Disk Access" >&2
exit 1
