/*-------------------------------------------------------------------------
 *
 * evidence_words.c
 *		The words that gathering evidence looks for.
 *
 *-------------------------------------------------------------------------
 */
#include "core/evidence_words.h"

#include "core/evidence.h"

static const char *const word_patterns[LEARN_EVIDENCE_WORDS] = {
	/* What changes all the time, and so is no progress. */
	[PATH_LOAD] = "cpu|mem|load|uptime|timestamp|~disk_percent|age_seconds|"
				  "listeners.|processes.count",

	/* Shares of what is used, and what looks like one but is not. */
	[PATH_USED] = "percent|pct|usage|used|~use~|full",
	[PATH_NOT_USED] = "free|avail|_gb|_mb|bytes|_kb|count|limit|age_seconds|"
					  "days_left|.size~",

	/* Shares that are no stock which can run out. */
	[PATH_NO_STOCK] =
		"cpu|mem|load|heap|battery|health|progress|success|coverage|idle|"
		"loss|error|fail|~hit|hit_|ratio|quality|signal|complete|uptime",
	[PATH_INODES] = "inode",
	[PATH_DISK] = "disk|filesystem|volume|mount|storage|partition|drive|"
				  "tmpfs|var_|_var~|~var~|_tmp|~tmp|/|~data_|~home|~c:|"
				  "~df~|~df_|c_drive",
	[PATH_DISK_FREE] = "free_percent|free_pct",
	[PATH_FREE_SIZE] = "free_gb|free_mb|free_bytes|avail_gb|available_gb|"
					   "gb_free|mb_free|gb_available",
	[PATH_MILLISECONDS] = "_ms|millis",
	[PATH_CLOCK] = "clock&offset|clock&skew|clock&drift|time&offset|"
				   "time&skew|time&drift|ntp&offset|offset_to|"
				   "clock_diff|time_diff|~drift_s|~skew_s",
	[PATH_MEMORY] = "mem&percent|mem&pct|memory_used|memory.used",
	[PATH_EXIT_CODE] = "exit_code|exitcode",
	[PATH_ANSWERS] = "reachable|online|connected|~up~|_up~|alive|answers|"
					 "responding|healthy|resolves",

	/* What a service leans on, and how it looks when that is gone. */
	[STATE_COMPONENT] =
		"upstream|backend|database|~db~|_db~|~db_|~nfs|ldap|domain_controller|"
		"~dc~|~dc_|~kdc|gateway|route|switch|~dns|resolver|nameserver|dhcp|"
		"~proxy|load_balancer|~vpn|~peer|~primary|~master|~remote|"
		"printer|provider|~broker|registry|internet|replica|~isp~|"
		"dependency|packet_loss|~nic~|interface|uplink|carrier|~node|kubelet|"
		"redis|mysql|mariadb|~sql|postgres|mongo|elasticsearch|rabbitmq|kafka|"
		"memcached|~etcd|zookeeper|consul|~vault|keycloak|~minio|~s3~|~smtp",
	[STATE_DOWN] =
		"=down|unreachable|no answer|no_answer|refused|timeout|timed out|"
		"offline|not responding|no response|=fail|=broken|=missing|=lost|"
		"unavailable|nxdomain|servfail|disconnected|=absent|=dead|no carrier|"
		"notready|not ready|not_ready|exhausted|no lease|unplugged|=stopped|"
		"killed",
	[STATE_NO_CONNECTION] =
		"connection refused|connection timed out|connection reset|"
		"no route to host|host unreachable|host is down",
	[STATE_OUT_OF_MEMORY] =
		"~oom~|oomkill|oom-kill|oom_kill|oom_reaper|oom killer|"
		"out of memory|outofmemory|memorypressure|memory pressure",
	[STATE_DISK_FULL] = "diskpressure|disk pressure|no space left|enospc|"
						"disk full|disk_full=true|watermark exceeded",

	/* What only restarts or waits, and so changes nothing for good. */
	[STEP_RESTARTS] =
		"restart|reboot|recycle|respawn|~recreate|rollout latest|bounce|"
		"shutdown /r|shutdown -r|~sleep|start-sleep|~wait|kickstart|"
		"service * start|systemctl start|net start|net stop|sc start|sc stop|"
		"start-service|stop-service|scale up|scale down|relaunch|iisreset|"
		"stop and start|~kill|taskkill|systemctl reload|delete pod",

	/* What leaves a program running and does not wait until it is up. */
	[STEP_DETACHES] =
		"nohup|setsid|~disown~|daemonize|start-stop-daemon|systemd-run|"
		"--no-block|--daemon|--detach|~up -d~|~run -d~|~run -it -d~|"
		"~run -dit~|~screen -d|~tmux new*-d~|pm2 start|start-job|start /b",

	/* A socket of this host. */
	[TEXT_LOOPBACK] =
		"//localhost|@localhost|localhost:|to localhost|localhost port|"
		"localhost (|=localhost|-h localhost|127.0.0.1|[::1]|~::1~|unix:|"
		"unix socket|.sock~|via unix",
};

LearnPatternSet *
learn_evidence_words(void)
{
	return learn_pattern_set_create(word_patterns, LEARN_EVIDENCE_WORDS);
}
