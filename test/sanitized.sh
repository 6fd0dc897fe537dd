# Sourced by test/run for check-asan: PostgreSQL with assertions, under
# AddressSanitizer and UndefinedBehaviorSanitizer, and under valgrind.
#
# Debian has no such server, so it is made of Debian's source package, or of
# what LEARN_SERVER_SOURCE names: a folder with the sources of PostgreSQL.
# LEARN_SERVERS, a folder, keeps the two servers for the next time.

sanitized_packages="dpkg-dev bzip2 xz-utils libssl-dev valgrind"
sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=undefined"

# Downloads the sources of the newest PostgreSQL of the release that can be had
# from where this machine's packages come from.
download_source() {
	local folder=$1 sources version file
	mkdir -p "$folder/lists/partial" "$folder/parts"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
		case $file in
			*.list) sed -n 's/^deb /deb-src /p' "$file" >"$folder/parts/${file##*/}" ;;
			*.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$folder/parts/${file##*/}" ;;
		esac 2>/dev/null || true
	done
	sources="-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$folder/parts
		-o Dir::State::Lists=$folder/lists"
	# shellcheck disable=SC2086
	(
		cd "$folder"
		apt-get $sources -qq update || true # some have no sources
		for version in $(apt-cache $sources showsrc --only-source "postgresql-$pg_version" |
			sed -n 's/^Version: //p' | sort -rV); do
			apt-get $sources -qq source --download-only "postgresql-$pg_version=$version" && break
		done
		tar -xf "postgresql-${pg_version}"_*.orig.tar.*
	)
	server_source=$(echo "$folder"/postgresql-"$pg_version".*/)
}

# Builds a server into a folder, unless it is there: build_server FOLDER FLAGS
build_server() {
	local folder=$1 flags=$2
	[ ! -x "$folder/bin/postgres" ] || return 0
	if [ -z "${server_source:-}" ]; then
		server_source=${LEARN_SERVER_SOURCE:-}
		[ -n "$server_source" ] || download_source "$work/source"
	fi
	mkdir -p "$work/build"
	cp -r "$server_source" "$work/build/source"
	(
		cd "$work/build/source"
		CFLAGS="-O1 -g -fno-omit-frame-pointer $flags" ./configure --quiet \
			--prefix="$folder" --enable-cassert --enable-debug --enable-tap-tests \
			--without-readline --without-zlib --with-openssl
		make -s -j"$(nproc)"
		make -s install
		cp src/tools/valgrind.supp "$folder/"
	)
	rm -rf "$work/build"
}

# From here on, tests use the server in this folder, which the extension is
# built for and installed into.
use_server() {
	bin=$1/bin
	pg_config=$bin/pg_config
	pgxs=$("$pg_config" --pgxs)
	pgxs=${pgxs%/src/makefiles/pgxs.mk}
	destination=
	export PATH="$bin:$PATH"
	make -C "$tree" -s clean PG_CONFIG="$pg_config"
	build_and_install
}

# The sanitizers' own servers: what they find ends the process that did it,
# which the tests notice, and is written to a file, which is looked for in the
# end.  Memory that was freed is kept for a while, but not so much of it that
# tests of memory would see that.
use_sanitizers() {
	local reports=$1
	mkdir -p "$reports"
	give_to_user "$reports"
	export ASAN_OPTIONS="detect_leaks=0:abort_on_error=1:quarantine_size_mb=4:log_path=$reports/address"
	export UBSAN_OPTIONS="print_stacktrace=1:abort_on_error=1:log_path=$reports/undefined"
}

# The server's program becomes one that runs it under valgrind.
use_valgrind() {
	local reports=$1
	mkdir -p "$reports"
	give_to_user "$reports"
	[ -e "$bin/postgres.real" ] || mv "$bin/postgres" "$bin/postgres.real"
	cat >"$bin/postgres" <<VALGRIND
#!/bin/sh
exec valgrind --quiet --error-markers=FOUND-BEGIN,FOUND-END --leak-check=no \\
	--gen-suppressions=all --suppressions="${bin%/bin}/valgrind.supp" --trace-children=yes \\
	--log-file="$reports/%p" "$bin/postgres.real" "\$@"
VALGRIND
	chmod 755 "$bin/postgres"
}

# Nothing was found, in whatever process.
no_reports() {
	if grep -rlE "ERROR: AddressSanitizer|runtime error:|FOUND-BEGIN" "$1" >"$work/found"; then
		xargs cat <"$work/found"
		return 1
	fi
	echo "ok: nothing in $(find "$1" -type f | wc -l) reports"
}
