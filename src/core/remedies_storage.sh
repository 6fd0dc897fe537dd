## Templates of remedies for disks, mounts, backups and certificates, on Linux.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

## ---- full file systems

## Old rotated logs go, younger ones are compressed, where the system keeps its
## logs and in a folder that is full and is one of logs.
#= SH_FREE_SPACE
where=@FULL?@
prune() {
	find "$1" -xdev -type f \( -name '*.gz' -o -name '*.xz' -o -name '*.bz2' -o -name '*.old' \
		-o -name '*.log.[0-9]' -o -name '*.log.[0-9][0-9]' -o -name '*log.[0-9]' \) \
		-mtime +7 -exec rm -f -- {} +
	find "$1" -xdev -type f \( -name '*.log.[0-9]' -o -name '*.log.[0-9][0-9]' -o -name '*log.[0-9]' \) \
		-mtime +0 -exec gzip -q -- {} \; 2>/dev/null
}
df -P / ${where:+"$where"} 2>/dev/null
if command -v journalctl >/dev/null 2>&1; then journalctl --vacuum-size=200M; fi
if command -v apt-get >/dev/null 2>&1; then apt-get clean; fi
if command -v dnf >/dev/null 2>&1; then dnf clean all
elif command -v yum >/dev/null 2>&1; then yum clean all; fi
if [ -d /var/log ]; then prune /var/log; fi
case $where in
*/log|*/log/*|*/logs|*/logs/*) if [ -d "$where" ]; then prune "$where"; fi ;;
esac
df -P / ${where:+"$where"} 2>/dev/null
exit 0

## Only on the file system that is full; the ages are those of systemd's own
## default for both folders.
#= SH_CLEAN_TMP
where=@FULL?@
disk() { df -P "$1" 2>/dev/null | awk 'NR == 2 { print $6 }'; }
clean() {
	if [ -n "$where" ] && [ "$(disk "$where")" != "$(disk "$1")" ]; then
		echo "$where is on another file system than $1"
		return
	fi
	find "$1" -xdev -type f -mtime "+$2" -atime "+$2" \
		! -path '*/systemd-private-*' ! -path '*/.X*' -exec rm -f -- {} + 2>/dev/null
	df -P "$1"
}
clean /tmp 10
clean /var/tmp 30
exit 0

#= SH_PRUNE_IMAGES
for tool in docker podman; do
	command -v "$tool" >/dev/null 2>&1 && break
done
"$tool" image prune --force || exit 1
if [ "$tool" = docker ]; then docker builder prune --force --filter until=168h || exit 1; fi
"$tool" system df

## Files that are deleted but still open.  A log is emptied when nobody can ever
## read it: it has no name any more, and whoever has it open only writes.
#= SH_RELEASE_DELETED
freed=0
others=
for link in /proc/[0-9]*/fd/*; do
	path=$(readlink "$link" 2>/dev/null) || continue
	case $path in
	/memfd:*|/dev/*|/SYSV*) continue ;;
	/*' (deleted)') ;;
	*) continue ;;
	esac
	info=$(stat -L -c '%F:%h:%s' "$link" 2>/dev/null) || continue
	size=${info##*:}
	[ "$size" -ge 1048576 ] || continue
	mode=$(sed -n 's/^flags:.*\(.\)$/\1/p' "$(dirname "${link%/*}")/fdinfo/${link##*/}" 2>/dev/null)
	case $info:$mode:$path in
	'regular file:0:'*:1:*/log/*|'regular file:0:'*:1:*/logs/*|'regular file:0:'*:1:*.log' (deleted)')
		echo "emptying $path, $size bytes, still open as $link"
		if : >"$link"; then freed=$((freed + size)); fi ;;
	*)
		others="$others
$size bytes: $path, open as $link" ;;
	esac
done
echo "$freed bytes of deleted logs were freed"
[ -n "$others" ] || exit 0
echo "other deleted files are still open; who has them has to be restarted:$others" >&2
[ "$freed" -gt 0 ]

#= SH_FREE_INODES
where=@FULL?@
: "${where:=/}"
used() { df -Pi "$where" | awk 'NR == 2 { sub("%", "", $5); print $5 + 0 }'; }
echo "inodes in use: $(used) %"
if command -v systemd-tmpfiles >/dev/null 2>&1; then systemd-tmpfiles --clean; fi
if [ -x /usr/lib/php/sessionclean ]; then /usr/lib/php/sessionclean; fi
if command -v apt-get >/dev/null 2>&1; then apt-get clean; fi
echo "inodes in use: $(used) %"
[ "$(used)" -lt 95 ] && exit 0
echo 'the folders with the most files, for who knows which of them may go:' >&2
find "$where" -xdev -printf '%h\n' 2>/dev/null | sort | uniq -c | sort -rn | head -n 10 >&2
exit 1

## ---- damage is reported, never mended

#= SH_REPORT_READ_ONLY
affected=$(awk '
	$3 ~ /^(ext[234]|xfs|btrfs|f2fs)$/ && $4 ~ /(^|,)ro(,|$)/ { print $1, "on", $2 }' /proc/mounts)
if [ -z "$affected" ]; then
	echo 'no disk is mounted read-only'
	exit 0
fi
echo 'mounted read-only:' "$affected" >&2
dmesg 2>/dev/null | grep -iE 'remount|ext4-fs error|xfs.*(corrupt|shutdown)|i/o error' | tail -n 10 >&2
echo 'a disk that became read-only by itself has to be examined before anything is written to it' >&2
exit 1

#= SH_REPORT_IO_ERRORS
messages=$(dmesg 2>/dev/null | grep -iE 'i/o error|medium error|uncorrect|ata[0-9].*failed|nvme.*(timeout|reset)' | tail -n 10)
if [ -z "$messages" ]; then
	echo 'the kernel reports no errors of a disk'
	exit 0
fi
echo 'the kernel reports errors of a disk, which nothing here can mend:' >&2
echo "$messages" >&2
exit 1

## ---- mounts

## Where the mount point is that a path belongs to; only what fstab knows is
## unmounted, since only that can be mounted again.
#= SH_MOUNT_POINT
path=@MOUNT@
in_fstab() {
	awk -v path="$1" '$1 !~ /^#/ && $2 == path { found = 1 } END { exit !found }' /etc/fstab
}
point=$path
while [ "$point" != / ] && ! in_fstab "$point"; do point=$(dirname "$point"); done
if [ "$point" = / ]; then
	echo "$path belongs to no mount of /etc/fstab" >&2
	exit 1
fi

#= SH_MOUNT
#+ SH_MOUNT_POINT
if mountpoint -q "$point"; then
	echo "$point is mounted already"
	exit 0
fi
mkdir -p "$point" && mount "$point" && mountpoint "$point"

#= SH_REMOUNT_STALE
#+ SH_MOUNT_POINT
is_mounted() { awk -v path="$point" '$2 == path { found = 1 } END { exit !found }' /proc/mounts; }
if is_mounted && timeout 10 stat -f "$point" >/dev/null 2>&1; then
	echo "$point answers"
	exit 0
fi
echo "$point does not answer: mounting it again"
if is_mounted; then umount "$point" 2>/dev/null || umount -l "$point" || exit 1; fi
mount "$point" && timeout 10 stat -f "$point" >/dev/null

#= SH_IS_MOUNTED
#+ SH_MOUNT_POINT
mountpoint -q "$point"

## ---- backups

#= SH_UNLOCK_RESTIC
restic unlock && echo 'locks of runs that are over are removed'

#= SH_REPORT_SNAPSHOTS
full=no
for line in $(lvs --noheadings --separator , -o lv_name,vg_name,data_percent 2>/dev/null | tr -d ' '); do
	percent=${line##*,}
	[ "${percent%%.*}" -ge 95 ] 2>/dev/null || continue
	echo "volume ${line%,*} is $percent % full" >&2
	full=yes
done
vgs -o vg_name,vg_size,vg_free >&2 || exit 1
[ "$full" = no ] && [ -z "$(vgs --noheadings --units m --nosuffix -o vg_free | awk '$1 < 100')" ] && exit 0
echo 'there is no space for a snapshot: somebody has to remove one that is not needed, or to add a disk' >&2
exit 1

## Put before a command: files that change or vanish while they are copied are
## no failure of the backup.
#= SH_ACCEPT_VANISHED
rsync() { command rsync "$@" || { code=$?; [ "$code" -eq 24 ] && echo 'some files vanished meanwhile' >&2 || return "$code"; }; }

#= SH_ACCEPT_CHANGED
tar() { command tar "$@" || { code=$?; [ "$code" -eq 1 ] && echo 'some files changed meanwhile' >&2 || return "$code"; }; }

## ---- certificates

## Whatever serves TLS here takes up its new certificate.
#= SH_RELOAD_TLS
reloaded=0
for service in nginx apache2 httpd haproxy postfix dovecot exim4 lighttpd; do
	systemctl is-active --quiet "$service" 2>/dev/null || continue
	echo "reloading $service"
	systemctl reload-or-restart "$service" || exit 1
	reloaded=1
done
[ "$reloaded" -eq 1 ] || echo 'no service that is known to use certificates is running'

#= SH_RENEW_CERTIFICATE
if ! command -v certbot >/dev/null 2>&1; then
	echo 'the certificate has expired, and certbot is not here: who issued it has to renew it' >&2
	exit 1
fi
certbot renew --non-interactive --no-random-sleep-on-renew || exit 1
#+ SH_RELOAD_TLS

#= SH_REFRESH_AUTHORITIES
if command -v update-ca-certificates >/dev/null 2>&1; then
	update-ca-certificates || exit 1
elif command -v update-ca-trust >/dev/null 2>&1; then
	update-ca-trust extract || exit 1
else
	echo 'nothing here keeps a list of certificate authorities' >&2
	exit 1
fi
echo 'if the certificate is still not trusted, its server does not send the whole chain, or a private authority has signed it'
