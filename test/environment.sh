# Sourced by test/run: packages, a private PostgreSQL, and who runs it.
#
# The private PostgreSQL is a copy of the installed one (50 MB) under a
# temporary folder, into which the extension is installed.  So no test needs
# to write to the machine's PostgreSQL, two runs never meet, and nothing is
# left behind.

packages="make gcc libc6-dev pkg-config postgresql-15 postgresql-server-dev-15
	libcurl4-openssl-dev libjson-c-dev libpq-dev libssl-dev python3"
check_packages="libcmocka-dev libipc-run-perl clang-format cppcheck curl openssl"
fuzz_packages="clang libclang-rt-14-dev"
browser_packages="chromium fonts-dejavu-core ca-certificates"
# These may have come from elsewhere.
command -v node >/dev/null || browser_packages="$browser_packages nodejs"
command -v npm >/dev/null || browser_packages="$browser_packages npm"
bench_packages="python3-asyncpg python3-aiohttp python3-uvloop"

say() { printf '\n== %s\n' "$*"; }

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs the Debian packages that are not there yet.
install_packages() {
	local package missing='' setting=/etc/postgresql-common/createcluster.d/learn.conf
	for package in "$@"; do
		dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q '^install ok' || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	say "Installing$missing"
	as_root apt-get -qq update
	# No cluster of the distribution's is wanted now, nor started; what the
	# administrator installs later is not our business.
	(
		log=$(mktemp)
		trap 'rm -f "$log"; as_root rm -f "$setting"
			as_root rmdir --ignore-fail-on-non-empty "${setting%/*}"' EXIT
		as_root mkdir -p "${setting%/*}"
		echo 'create_main_cluster = false' | as_root tee "$setting" >/dev/null
		# shellcheck disable=SC2086
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			-o DPkg::Lock::Timeout=300 --no-install-recommends $missing \
			>"$log" 2>&1 || { cat "$log"; exit 1; }
	)
}

# PostgreSQL refuses to run as root.
as_user() {
	if [ "$(id -u)" -eq 0 ]; then
		runuser -u postgres -- env HOME="$work" "$@"
	else
		env HOME="$work" "$@"
	fi
}

give_to_user() {
	if [ "$(id -u)" -eq 0 ]; then chown -R postgres: "$@"; fi
}

# Sets work, tree, bin: a copy of the checkout and a private PostgreSQL.
prepare_work() {
	pg_version=${PG_VERSION:-15}
	# Root's own may be closed to others.
	[ "$(id -u)" -ne 0 ] || unset TMPDIR
	work=$(mktemp -d "${TMPDIR:-/tmp}/learn.XXXXXX")
	chmod 755 "$work"
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM HUP
	tree=$work/tree
	mkdir -p "$tree" "$work/root/usr/lib/postgresql" \
		"$work/root/usr/share/postgresql"
	tar -C "$top" --exclude=.git --exclude='*.o' --exclude='*.so' --exclude='*.inc' \
		--exclude=src/executor/build --exclude=test/unit/build --exclude=test/bench/build --exclude=test/fuzz/build \
		--exclude=test/browser/node_modules -cf - . | tar -C "$tree" -xf -
	cp -a "/usr/lib/postgresql/$pg_version" "$work/root/usr/lib/postgresql/"
	cp -a "/usr/share/postgresql/$pg_version" "$work/root/usr/share/postgresql/"
	bin=$work/root/usr/lib/postgresql/$pg_version/bin
	pgxs=/usr/lib/postgresql/$pg_version/lib/pgxs
	pg_config=/usr/lib/postgresql/$pg_version/bin/pg_config
	destination=$work/root
	export PATH="$bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC
	unset PGHOST PGPORT PGUSER PGDATABASE PGSERVICE PGOPTIONS
	unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that called this
}

# Builds, warnings being errors, and installs into the private PostgreSQL.
build_and_install() {
	make -C "$tree" -s -j"$(nproc)" with_llvm=no COPT="${COPT--Werror}" \
		PG_CONFIG="$pg_config" all
	make -C "$tree" -s with_llvm=no DESTDIR="$destination" PG_CONFIG="$pg_config" install
	give_to_user "$work"
}
