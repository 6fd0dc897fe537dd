/*-------------------------------------------------------------------------
 *
 * remedy_words.h
 *		Short names and shared words for the table of remedies.
 *
 * Private to remedy_table.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REMEDY_WORDS_H
#define LEARN_CORE_REMEDY_WORDS_H

/* clang-format off */

#include "core/remedy.h"

#define ERROR    [LEARN_TEXT_ERROR]
#define STEP     [LEARN_TEXT_STEP]
#define STEPS    [LEARN_TEXT_STEPS]
#define STATE    [LEARN_TEXT_STATE]
#define INCIDENT [LEARN_TEXT_INCIDENT]
#define NEED(kind) (1u << (LEARN_CLUE_##kind))

/* All steps went well, and the incident stayed. */
#define GREEN (LEARN_ALL_GREEN | LEARN_NOT_VERIFIED)

/* A remedy that changes the step itself, on these platforms. */
#define ON_LINUX   .linux_sh = ""
#define ON_DARWIN  .darwin_sh = ""
#define ON_WINDOWS .powershell = ""
#define ON_UNIX    ON_LINUX, ON_DARWIN
#define EVERYWHERE ON_UNIX, ON_WINDOWS

/* Words that several remedies share. */
#define PORT_TAKEN \
	"address already in use|eaddrinuse|errno 98|errno 48|" \
	"port is already allocated|port * already in use|port * is in use|" \
	"already bound|only one usage of each socket address|" \
	"could not bind|problem binding|adresse wird bereits verwendet|" \
	"adresse déjà utilisée|la dirección ya se está usando"
#define NO_SPACE \
	"no space left|enospc|disk full|disk is full|" \
	"not enough space|not enough disk|out of disk space|" \
	"not enough free space|0x80070070|" \
	"kein speicherplatz|nicht genügend speicherplatz|aucun espace|" \
	"espace disque insuffisant|no queda espacio|espacio insuficiente"
#define NOT_FOUND \
	"not found|nicht gefunden|introuvable|no encontrada|non trovato"
#define NO_DIRECTORY \
	"no such file or directory|nonexistent directory|" \
	"directory nonexistent|can't cd to|" \
	"datei oder verzeichnis nicht gefunden|" \
	"aucun fichier ou dossier|no existe el archivo o el directorio"
#define UNTRUSTED_TIME \
	"not valid yet|not yet valid|clock skew|clock is skewed|" \
	"skew too great|skew too large|krb_ap_err_skew|0x80090324|" \
	"requesttimetooskewed|issued in the future|" \
	"time difference between the client and|" \
	"time at the primary domain controller is different"
#define NO_NAME \
	"could not resolve|temporary failure in name resolution|" \
	"name or service not known|nxdomain|getaddrinfo|no such host|" \
	"nodename nor servname|name resolution|unknown host|" \
	"remote name could not be resolved|der remotename konnte nicht"
#define LOOPBACK "localhost|127.0.0.1|[::1]"

#endif
