/*-------------------------------------------------------------------------
 *
 * policy_ordinary.h
 *		Commands of everyday operations, of which the shipped rules must say
 *		nothing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_POLICY_ORDINARY_H
#define LEARN_TEST_POLICY_ORDINARY_H

#include "core/command.h"

typedef struct OrdinaryCommand
{
	LearnShell shell;
	const char *command;
} OrdinaryCommand;

static const OrdinaryCommand ordinary_commands[] = {
	{LEARN_SHELL_SH, "systemctl restart nginx"},
	{LEARN_SHELL_SH, "systemctl --no-pager status \"$SERVICE\""},
	{LEARN_SHELL_SH, "systemctl is-active --quiet postgresql && echo up"},
	{LEARN_SHELL_SH, "systemctl daemon-reload; systemctl enable --now app"},
	{LEARN_SHELL_SH, "systemctl stop app; sleep 5; systemctl start app"},
	{LEARN_SHELL_SH, "service apache2 reload"},
	{LEARN_SHELL_SH, "journalctl -u app --since '10 min ago' | tail -n 50"},
	{LEARN_SHELL_SH, "journalctl --vacuum-size=200M"},
	{LEARN_SHELL_SH, "df -h / && du -sh /var/log/* | sort -h | tail"},
	{LEARN_SHELL_SH, "find /var/tmp -xdev -type f -mtime +7 -delete"},
	{LEARN_SHELL_SH, "find /srv/app/cache -name '*.tmp' -mmin +60 -exec "
					 "rm -f {} +"},
	{LEARN_SHELL_SH, "rm -rf /srv/app/cache/old"},
	{LEARN_SHELL_SH, "rm -f /var/run/app.pid"},
	{LEARN_SHELL_SH, "rm -rf \"${CACHE:?}\"/*"},
	{LEARN_SHELL_SH, "CACHE=/srv/app/cache; rm -rf \"$CACHE\"/*"},
	{LEARN_SHELL_SH, "for d in /srv/a /srv/b; do rm -rf \"$d\"/*; done"},
	{LEARN_SHELL_SH, "cd /srv/app && rm -rf cache tmp"},
	{LEARN_SHELL_SH, "logrotate -f /etc/logrotate.d/nginx"},
	{LEARN_SHELL_SH, "apt-get clean && apt-get -y autoremove"},
	{LEARN_SHELL_SH, "DEBIAN_FRONTEND=noninteractive apt-get install -y "
					 "nginx=1.22.1-9"},
	{LEARN_SHELL_SH, "dpkg --configure -a"},
	{LEARN_SHELL_SH, "yum -y install httpd"},
	{LEARN_SHELL_SH, "ps aux --sort=-%mem | head -n 20"},
	{LEARN_SHELL_SH, "kill -TERM \"$(cat /var/run/app.pid)\""},
	{LEARN_SHELL_SH, "pkill -f 'java.*app.jar'"},
	{LEARN_SHELL_SH, "curl -fsS http://localhost:8080/health"},
	{LEARN_SHELL_SH, "curl -fsS -X POST -d '{}' http://127.0.0.1:9200/_flush"},
	{LEARN_SHELL_SH, "curl -fsS \"https://$HOST:$PORT/status\" | jq .state"},
	{LEARN_SHELL_SH, "curl -s http://db01:8500/v1/health | python3 -m "
					 "json.tool"},
	{LEARN_SHELL_SH, "nc -z -w 3 \"$HOST\" 5432"},
	{LEARN_SHELL_SH, "timeout 3 bash -c '</dev/tcp/127.0.0.1/22'"},
	{LEARN_SHELL_SH, "ss -ltnp | grep ':443 '"},
	{LEARN_SHELL_SH, "ip addr show; ip route"},
	{LEARN_SHELL_SH, "ping -c 3 8.8.8.8; dig +short www.postgresql.org"},
	{LEARN_SHELL_SH, "iptables -L -n -v"},
	{LEARN_SHELL_SH, "mount -o remount,rw /srv; mount -a"},
	{LEARN_SHELL_SH, "umount -l /mnt/nfs && mount /mnt/nfs"},
	{LEARN_SHELL_SH, "lsof +D /srv/app | awk '{ print $2 }' | sort -u"},
	{LEARN_SHELL_SH, "grep -c ERROR /var/log/app/app.log"},
	{LEARN_SHELL_SH, "gzip -9 /var/log/app/app.log.1"},
	{LEARN_SHELL_SH, "tar czf /srv/backup/app.tgz /srv/app"},
	{LEARN_SHELL_SH, "cp -p /etc/nginx/nginx.conf /etc/nginx/nginx.conf.bak"},
	{LEARN_SHELL_SH, "sed -i 's/^workers=.*/workers=4/' /etc/app/app.conf"},
	{LEARN_SHELL_SH, "nginx -t && nginx -s reload"},
	{LEARN_SHELL_SH, "chown -R app:app /srv/app/data"},
	{LEARN_SHELL_SH, "chmod 640 /etc/app/app.conf; chmod 755 /srv/app/bin/x"},
	{LEARN_SHELL_SH, "chmod 600 /root/.ssh/id_rsa; ls -l /etc/shadow"},
	{LEARN_SHELL_SH, "sysctl -w vm.swappiness=10"},
	{LEARN_SHELL_SH, "echo 3 > /proc/sys/vm/drop_caches"},
	{LEARN_SHELL_SH, "swapoff -a && swapon -a"},
	{LEARN_SHELL_SH, "docker restart app && docker logs --tail 50 app"},
	{LEARN_SHELL_SH, "docker exec app sh -c 'kill -HUP 1'"},
	{LEARN_SHELL_SH, "docker compose up -d"},
	{LEARN_SHELL_SH, "kubectl rollout restart deployment/app -n prod"},
	{LEARN_SHELL_SH, "kubectl delete pod app-0 -n prod"},
	{LEARN_SHELL_SH, "kubectl get pods -A -o wide"},
	{LEARN_SHELL_SH, "psql -c 'SELECT pg_reload_conf()'"},
	{LEARN_SHELL_SH, "psql -d shop -c 'VACUUM ANALYZE orders'"},
	{LEARN_SHELL_SH, "sudo -u postgres pg_ctl restart -D /srv/pg"},
	{LEARN_SHELL_SH, "redis-cli CONFIG SET maxmemory 2gb"},
	{LEARN_SHELL_SH, "mysqladmin flush-hosts"},
	{LEARN_SHELL_SH, "chronyc makestep || ntpdate pool.ntp.org"},
	{LEARN_SHELL_SH, "certbot renew --quiet"},
	{LEARN_SHELL_SH, "openssl x509 -enddate -noout -in /srv/app/tls.pem"},
	{LEARN_SHELL_SH, "openssl s_client -connect localhost:443 </dev/null"},
	{LEARN_SHELL_SH, "restorecon -R /srv/www"},
	{LEARN_SHELL_SH, "ssh -i ~/.ssh/id_rsa \"$HOST\" uptime"},
	{LEARN_SHELL_SH, "rsync -a --delete /srv/app/ backup01:/srv/app/"},
	{LEARN_SHELL_SH, "cat > /srv/app/conf <<'EOF'\nport=80\nEOF\n"},
	{LEARN_SHELL_SH, "while ! pg_isready -q; do sleep 1; done"},
	{LEARN_SHELL_SH, "launchctl kickstart -k system/com.example.app"},
	{LEARN_SHELL_SH, "id -u app >/dev/null 2>&1 || exit 1"},
	{LEARN_SHELL_SH, "getent passwd app | cut -d: -f6"},
	{LEARN_SHELL_POWERSHELL, "Restart-Service -Name Spooler -Force"},
	{LEARN_SHELL_POWERSHELL, "Get-Service W3SVC | Start-Service"},
	{LEARN_SHELL_POWERSHELL, "Get-Process | Sort-Object CPU -Descending | "
							 "Select-Object -First 10"},
	{LEARN_SHELL_POWERSHELL, "Stop-Process -Name app -Force"},
	{LEARN_SHELL_POWERSHELL, "Remove-Item C:\\App\\Cache\\* -Recurse -Force"},
	{LEARN_SHELL_POWERSHELL,
	 "Get-ChildItem D:\\Logs -Filter *.log | Where-Object { "
	 "$_.LastWriteTime -lt (Get-Date).AddDays(-30) } | Remove-Item"},
	{LEARN_SHELL_POWERSHELL, "Test-NetConnection localhost -Port 443"},
	{LEARN_SHELL_POWERSHELL,
	 "Invoke-WebRequest http://localhost/health -UseBasicParsing"},
	{LEARN_SHELL_POWERSHELL, "Get-EventLog -LogName System -Newest 50"},
	{LEARN_SHELL_POWERSHELL, "Import-Module WebAdministration; "
							 "Restart-WebAppPool -Name App"},
	{LEARN_SHELL_POWERSHELL, "Get-PSDrive C | Select-Object Free"},
	{LEARN_SHELL_POWERSHELL, "w32tm /resync; Clear-DnsClientCache"},
	{LEARN_SHELL_POWERSHELL,
	 "Set-Service -Name App -StartupType Automatic -PassThru"},
	{LEARN_SHELL_CMD, "net stop spooler && net start spooler"},
	{LEARN_SHELL_CMD, "sc query W3SVC | find \"RUNNING\""},
	{LEARN_SHELL_CMD, "iisreset /restart"},
	{LEARN_SHELL_CMD, "taskkill /f /im app.exe"},
	{LEARN_SHELL_CMD, "del /q C:\\App\\Cache\\*.tmp"},
	{LEARN_SHELL_CMD, "ipconfig /flushdns"},
	{LEARN_SHELL_CMD, "robocopy C:\\App D:\\App /e /r:2"},
	{LEARN_SHELL_CMD, "if exist C:\\App\\lock del C:\\App\\lock"},
	{LEARN_SHELL_CMD, "for %%f in (C:\\App\\*.log) do @echo %%f"},
	{LEARN_SHELL_CMD, "netstat -ano | findstr :443"},
	{LEARN_SHELL_CMD, "chkdsk C: /scan"},
};

#endif /* LEARN_TEST_POLICY_ORDINARY_H */
