/*-------------------------------------------------------------------------
 *
 * improve_mined.h
 *		What a mined remedy does to a runbook.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_MINED_H
#define LEARN_CORE_IMPROVE_MINED_H

#include "core/improve_composition.h"

/*
 * Puts the steps of the mined remedy that composition->record describes
 * (mined_remedy.h) before, after or in the place of the step that failed, with
 * the parameters they use and the steps that undo them.  LEARN_OK: the runbook
 * was changed.  LEARN_NOTHING: the remedy does not fit: it is for another
 * platform, the runbook or a rejected draft has a step that does the same, it
 * uses a parameter that nobody declares, or would make no valid runbook.  On
 * LEARN_NOTHING the runbook may be half changed: the caller goes back.
 */
extern LearnStatus learn_improve_mined(LearnComposition *composition);

#endif /* LEARN_CORE_IMPROVE_MINED_H */
