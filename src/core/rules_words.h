/*-------------------------------------------------------------------------
 *
 * rules_words.h
 *		Short names and shared words for the rules of the classifier.
 *
 * Private to rules_table.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RULES_WORDS_H
#define LEARN_CORE_RULES_WORDS_H

/* clang-format off */

#include "core/rules.h"

#define DIAGNOSIS   LEARN_FAILURE_WRONG_DIAGNOSIS
#define RUNBOOK     LEARN_FAILURE_WRONG_RUNBOOK
#define INCOMPLETE  LEARN_FAILURE_RUNBOOK_INSUFFICIENT
#define ENVIRONMENT LEARN_FAILURE_ENVIRONMENT_DIFFERENCE
#define EXTERNAL    LEARN_FAILURE_EXTERNAL_DEPENDENCY
#define PERMISSION  LEARN_FAILURE_PERMISSION_DENIED

#define ERROR        [LEARN_TEXT_ERROR]
#define OUTPUT       [LEARN_TEXT_OUTPUT]
#define STEP         [LEARN_TEXT_STEP]
#define STEPS        [LEARN_TEXT_STEPS]
#define EARLIER      [LEARN_TEXT_EARLIER]
#define STATE        [LEARN_TEXT_STATE]
#define NEWS         [LEARN_TEXT_NEWS]
#define INCIDENT     [LEARN_TEXT_INCIDENT]
#define VERIFICATION [LEARN_TEXT_VERIFICATION]

/* A rule that reads messages only. */
#define MESSAGE(type, confidence, pattern, reason) \
	{type, confidence, 0, {ERROR = pattern}, {NULL}, reason}

/* The same, unless the messages also hold other words. */
#define MESSAGE_BUT(type, confidence, pattern, unless, reason) \
	{type, confidence, 0, {ERROR = pattern}, {ERROR = unless}, reason}

/* A row of the matrix of hints; the weights are in the order of the types. */
#define HINT(when, text, wd, wr, ri, ed, xd, pd, pattern, reason) \
	{when, text, pattern, {0, wd, wr, ri, ed, xd, pd}, reason}

/* All steps went well and the incident stayed. */
#define GREEN (LEARN_ALL_GREEN | LEARN_NOT_VERIFIED)
#define SILENT (GREEN | LEARN_NO_MESSAGE)

#define FAILED LEARN_STEP_FAILED

/* Words that several rules share. */
#define DISK_INCIDENT "disk|storage|space|inode|quota"
#define MEMORY_INCIDENT "memory|oom|leak|swap"
#define TIME_INCIDENT "time|clock|ntp|drift"
#define NO_SPACE \
	"no space left on device|enospc|disk full|disk is full|diskfull|" \
	"not enough space on|not enough disk|not enough free disk|" \
	"insufficient disk space|out of disk space|0x80070070|" \
	"lack of disk space|disk quota exceeded|could not extend file|" \
	"there is not enough space|not enough free space|" \
	"kein speicherplatz|nicht genügend speicherplatz|" \
	"auf dem gerät ist kein|aucun espace disponible|espace disque insuffisant|" \
	"no queda espacio|espacio insuficiente|spazio esaurito|" \
	"não há espaço|brak miejsca|geen ruimte"
#define NO_MEMORY \
	"~oom~|oom-kill|oomkill|out of memory|cannot allocate memory|enomem|" \
	"outofmemory|java heap space|memory allocation failed|killed process|" \
	"memory cgroup|0x8007000e|heap limit|bad_alloc|" \
	"memoryerror|cannot fork|memory exhausted|oom killer|oom_reaper|nicht genügend arbeitsspeicher"
#define DAMAGED \
	"ext4-fs error|xfs*corruption|i/o error|bad sector|hardware error|" \
	"smart*fail|smart*bad|mce:|raid*degraded|filesystem*read-only|" \
	"mount*read-only|=read-only|buffer i/o|reallocated|remount*ro|" \
	"ecc error|uncorrectable error|btrfs*error|zfs*fault|pool*degraded|" \
	"bad block|medium error|predictive fail|crc error|" \
	"overheat|thermal thrott|corruption"
#define MALICIOUS \
	"attack|brute*force|malware|miner~|ransom|rootkit|backdoor|~ddos~|" \
	"intrusion|botnet|exploit|trojan|xmrig|kdevtmpfsi|~virus|suspicious"
#define OTHER_TROUBLE \
	DAMAGED "|" MALICIOUS "|[disk-full]|[inodes-full]|[out-of-memory]|" \
	"[clock-off]|[memory-full]|[used-up]|[component-down]|kernel_log|" \
	"dmesg|event_log|journal|firewall|iowait|swap|cert*expired"
#define SETTINGS \
	"limit|~max|~min_|config|setting|corrupt|inconsistent|version|schema|" \
	"=off\n|=disabled|=false\n|=no\n|=none\n|=unset|=old|=manual|" \
	"=missing|=absent|=yes\n|stale|orphan|leftover|leak|heap|xmx|enable|resource|queue|" \
	"backlog|deadlock|cache|pool|timeout|type=|~mode|_size|children|" \
	"worker|thread|~mtu|nofile|vacuum|authentication|start_type|" \
	"_plan|repair|shadow|index|~key|retention|level=|policy|profile|flag|" \
	"option|param|~env_|threshold|interval|overlay|_logs|plist"
#define ENLARGES \
	"lvextend|extend-partition|~extend|resize|growpart|~grow|enlarge|expand"
#define CLOCK_WORDS \
	"clock skew|clocks skewed|clock too great|clock is skewed|skew too great|" \
	"skew too large|krb_ap_err_skew|requesttimetooskewed|time skew|" \
	"issued in the future|is in the future|used before issued|" \
	"token is not valid yet|not yet valid*clock|clock drift|" \
	"system clock may|clock has been|clocks are not|time difference between"

#endif
