## Templates of remedies for networks and name resolution, on Linux.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

#= SH_FLUSH_DNS
flushed=no
if command -v resolvectl >/dev/null 2>&1 && resolvectl flush-caches 2>/dev/null; then
	resolvectl reset-server-features 2>/dev/null
	flushed='systemd-resolved'
fi
for service in nscd unbound dnsmasq; do
	systemctl is-active --quiet "$service" 2>/dev/null || continue
	case $service in
	nscd) nscd --invalidate=hosts || exit 1 ;;
	unbound) unbound-control flush_zone . || exit 1 ;;
	dnsmasq) systemctl kill --signal=HUP dnsmasq || exit 1 ;;
	esac
	flushed=$service
done
if [ "$flushed" = no ]; then
	echo 'nothing here caches names; the name servers are:'
	grep '^nameserver' /etc/resolv.conf
	exit
fi
echo "the names that $flushed had cached are forgotten"

## LOWER_UP says that there is a carrier.
#= SH_INTERFACE
interface=@INTERFACE@
has() { ip -o link show dev "$interface" | grep -qE "[<,]$1[,>]"; }

#= SH_INTERFACE_UP
#+ SH_INTERFACE
if ! ip -o link show dev "$interface" >/dev/null 2>&1; then
	echo "there is no interface $interface; there are:" >&2
	ip -br link show >&2
	exit 1
fi
if has UP && has LOWER_UP; then
	echo "$interface is up already"
	exit 0
fi
ip link set dev "$interface" up || exit 1
if command -v networkctl >/dev/null 2>&1; then networkctl reconfigure "$interface" 2>/dev/null; fi
waited=0
until has LOWER_UP; do
	[ "$waited" -lt 30 ] || { echo "$interface has no carrier: a cable, a switch or the host below has to be looked at" >&2; exit 1; }
	sleep 1
	waited=$((waited + 1))
done
echo "$interface is up"

#= SH_INTERFACE_IS_UP
#+ SH_INTERFACE
has UP && has LOWER_UP

#= SH_REPORT_FIREWALL
port=@PORT@
rules=
if command -v nft >/dev/null 2>&1; then
	rules=$(nft list ruleset 2>/dev/null | grep -nE "drop|reject|dport.*$port" | head -n 40)
elif command -v iptables >/dev/null 2>&1; then
	rules=$(iptables -S 2>/dev/null | grep -E -- "DROP|REJECT|--dport $port" | head -n 40)
fi
if [ -z "$rules" ]; then
	echo 'no firewall of this host refuses anything'
	exit 0
fi
echo "rules of this host's firewall that may refuse port $port:" >&2
echo "$rules" >&2
echo 'whether the port is to be opened, who is responsible for the firewall decides' >&2
exit 1

## Put before a command: what is on this host is not asked for by way of a
## proxy.
#= SH_NO_PROXY
no_proxy=${no_proxy:+$no_proxy,}localhost,127.0.0.1,::1; NO_PROXY=$no_proxy; export no_proxy NO_PROXY
