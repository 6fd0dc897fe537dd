/*
 * snapshot.mjs: the item that is open, as it was read and as it is now.
 *
 * A reviewer decides about what is on the screen.  So while the content (by
 * its digest) stays the same, all that is new about it is taken over; when the
 * content has changed, what is shown stays until the reviewer asks for the new.
 */
import { isOpen } from "./blockers.mjs";
import { UNKNOWN, words } from "./format.mjs";

/**
 * @typedef {object} Review
 * @property {string} id
 * @property {any} comparison as shown; its digest is what an approval sends
 * @property {any} latest comparison as it is now
 * @property {any} runbook as it is now: review, tests, audit
 * @property {boolean} isStale the content is not the latest
 */

/** Are these two readings about the same content, made from the same version? */
export function isSameContent(one, other) {
	return (
		one.digest === other.digest &&
		one.parent_digest === other.parent_digest &&
		one.revision === other.revision
	);
}

/**
 * @param {Review | null} review that is open
 * @param {boolean} replace the reader asked for something else to be shown
 * @returns {Review}
 */
export function takeSnapshot(review, id, latest, runbook, replace) {
	if (review === null || review.id !== id || replace || isSameContent(review.comparison, latest))
		return { id, comparison: latest, latest, runbook, isStale: false };
	return { ...review, latest, runbook, isStale: true };
}

const TOLD = [
	["status", "status"],
	["claimed_by", "claimed by"],
	["reviewed_by", "decided by"],
	["priority", "priority"],
	["requested_changes", "requested changes"],
	["rejection_reason", "reason of the rejection"],
	["withdrawal_reason", "reason of the withdrawal"],
];

function tell(name, before, after) {
	const text = (value) => (name === "status" ? words(value) : (value ?? UNKNOWN));
	return `${name}: ${text(before)} \u2192 ${text(after)}`;
}

/* The same about the content and what it is made from. */
function contentChanges(before, after) {
	const told = [];
	const approvals = (comparison) => (comparison.approvals ?? []).length;
	if (before.revision !== after.revision)
		told.push(`revision: ${before.revision} \u2192 ${after.revision}`);
	else if (before.digest !== after.digest) told.push("the content is another one");
	if (isOpen(after) && before.parent_is_current === true && after.parent_is_current === false)
		told.push("the version in use is another one than this was made from");
	if (approvals(before) !== approvals(after))
		told.push(`approvals: ${approvals(before)} \u2192 ${approvals(after)}`);
	return told;
}

/**
 * What became different between two readings of an item, in words.
 * @param {Review | null} before @param {Review | null} after @returns {string[]}
 */
export function whatChanged(before, after) {
	if (!before || !after) return [];
	const older = before.runbook?.review ?? {};
	const newer = after.runbook?.review ?? {};
	const told = TOLD.filter(([member]) => (older[member] ?? null) !== (newer[member] ?? null)).map(
		([member, name]) => tell(name, older[member], newer[member]),
	);
	return [...told, ...contentChanges(before.latest, after.latest)];
}
