## Templates of remedies for package managers, on Linux.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

#= SH_FINISH_DPKG
DEBIAN_FRONTEND=noninteractive dpkg --configure -a --force-confdef --force-confold

## --no-remove: it ends with an error rather than with fewer packages.
#= SH_FIX_BROKEN
DEBIAN_FRONTEND=noninteractive apt-get -y --fix-broken --no-remove \
	-o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install

#= SH_REFRESH_LISTS
if command -v apt-get >/dev/null 2>&1; then
	apt-get -o DPkg::Lock::Timeout=300 update
elif command -v dnf >/dev/null 2>&1; then
	dnf -y makecache --refresh
elif command -v yum >/dev/null 2>&1; then
	yum -y makecache
elif command -v zypper >/dev/null 2>&1; then
	zypper --non-interactive refresh
elif command -v apk >/dev/null 2>&1; then
	apk update
else
	echo 'no package manager is known here' >&2
	exit 1
fi

#= SH_CLEAN_METADATA
if command -v dnf >/dev/null 2>&1; then
	dnf clean metadata dbcache && dnf -y makecache
elif command -v yum >/dev/null 2>&1; then
	yum clean metadata dbcache && yum -y makecache
else
	apt-get clean && apt-get -o DPkg::Lock::Timeout=300 update
fi

#= SH_REBUILD_RPM
command -v rpm >/dev/null 2>&1 || { echo 'rpm is not here' >&2; exit 1; }
if rpm -qa >/dev/null 2>&1 && rpm --verifydb; then
	echo 'the database of packages is well'
	exit 0
fi
if ps -A -o comm= | grep -qE '^(rpm|dnf|yum|zypper|packagekitd)'; then
	echo 'a package manager is running: the database is left alone' >&2
	exit 1
fi
database=$(rpm --eval '%{_dbpath}')
copy=/var/backups/rpm-$(date +%Y%m%d%H%M%S)
mkdir -p /var/backups && cp -a "$database" "$copy" || exit 1
echo "the database as it was is kept as $copy"
rpm --rebuilddb && rpm -qa >/dev/null

#= SH_REPORT_REPOSITORY_KEY
echo 'the signature of a repository could not be checked; its keys here are:' >&2
ls -l /etc/apt/trusted.gpg.d /etc/apt/keyrings /usr/share/keyrings /etc/pki/rpm-gpg 2>/dev/null >&2
echo 'whether a new key is to be trusted, an administrator decides; then this step can be removed' >&2
exit 1
