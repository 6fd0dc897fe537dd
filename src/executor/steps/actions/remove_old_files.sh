#!/bin/sh
# Removes old files from a directory and those below it.
#
# No link is followed and no other file system entered.  Directories stay, and
# so does what is no regular file.
#
# Params:
#	directory		where: an absolute path, and not one of the system's own
#	pattern			which names, such as *.log; * for all
#	older_than_days	what was changed since then stays; a whole number from 1
# Exit status: 0 done, also when there was nothing to remove; 1 something could
# not be removed; 64 a param is missing or wrong.

. ./_params.sh

directory=${PARAM_DIRECTORY-}
pattern=${PARAM_PATTERN-}
days=${PARAM_OLDER_THAN_DAYS-}

need "$directory" directory
need "$pattern" pattern
need_number "$days" older_than_days 1 36500
case $directory in
//* | [!/]*) refuse "\"$directory\" is no absolute path" ;;
esac
case $pattern in
*/*) refuse "the param \"pattern\" is about names, and they have no \"/\"" ;;
esac

# From here on "." is the directory, whatever becomes of its name; what counts
# is where it really is.
cd -P -- "$directory" || give_up 1 "\"$directory\" is no directory that this user may enter"
here=$(pwd -P)
case $here/ in
// | /bin/* | /boot/* | /dev/* | /etc/* | /lib/* | /lib32/* | /lib64/* | /libx32/* | \
	/proc/* | /root/* | /run/* | /sbin/* | /sys/* | /usr/* | \
	/home/ | /media/ | /mnt/ | /opt/ | /srv/ | /var/ | /var/lib/ | \
	/var/lib/apt/* | /var/lib/dpkg/* | /var/lib/pacman/* | /var/lib/rpm/* | /var/lib/systemd/* | \
	/Applications/* | /Library/* | /System/* | /Users/ | /private/ | /private/etc/* | /private/var/)
	refuse "\"$here\" is a directory of the system's"
	;;
/home/*/*/ | /Users/*/*/) ;;
/home/*/ | /Users/*/) refuse "\"$here\" is somebody's home" ;;
esac

# -delete, unlike rm, is not led astray by a directory that becomes a link on
# the way.  The status of find goes around what counts the names.
exec 3>&1
status=$({
	{
		find . -xdev -type f -name "$pattern" -mmin "+$((days * 1440))" -delete -print
		printf '%s\n' $? >&4
	} | awk '
		NR <= 20 { print "removed " $0 }
		END {
			if (NR > 20) print "and " NR - 20 " more"
			if (NR == 0) print "nothing was removed"
		}' >&3
} 4>&1)
exit "$status"
