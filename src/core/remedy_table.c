/*-------------------------------------------------------------------------
 *
 * remedy_table.c
 *		The remedies that learn comes with, by subject.
 *
 * Each template must be safe to run twice, run under dash on a bare Debian
 * (linux), bash 3.2's sh (darwin) or Windows PowerShell 5.1, end with an
 * error when it could not do its work, and say what it did.  What would harm
 * when the guess is wrong must be checked by the template on the spot: a lock
 * goes only when its owner is gone, a process only gets KILL after TERM.
 * Nothing is deleted but caches and old logs, of an age and in a place that
 * the template names, and no right is ever taken: a template that lacks one
 * says which, and ends with an error.
 *
 * The order is that of preference, as far as one failure calls for several:
 * what treats the cause comes before what only waits.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedy.h"
#include "core/remedy_words.h"

#include "core/remedies_services.inc"
#include "core/remedies_storage.inc"
#include "core/remedies_network.inc"
#include "core/remedies_packages.inc"
#include "core/remedies_scripts.inc"
#include "core/remedies_darwin.inc"
#include "core/remedies_windows.inc"

const LearnRemedy learn_remedies[] = {
#include "core/remedies_services.h"
#include "core/remedies_windows.h"
#include "core/remedies_darwin.h"
#include "core/remedies_packages.h"
#include "core/remedies_storage.h"
#include "core/remedies_network.h"
#include "core/remedies_scripts.h"
#include "core/remedies_patience.h"
};

const int learn_remedy_count =
	sizeof(learn_remedies) / sizeof(*learn_remedies);
