/*
 * blockers.mjs: what forbids an approval, said before the click.
 *
 * The server decides; this only spares a reviewer the refusal.  What an answer
 * does not tell forbids nothing here.
 */
import { past, plural } from "./format.mjs";

/** @typedef {{ text: string, target?: string }} Blocker target: data-name of what to look at */

const OPEN = ["pending_review", "in_review", "needs_changes"];

/** Is the review still to be decided? */
export function isOpen(review) {
	return OPEN.includes(review?.status);
}

/** The claim that holds now, or null. */
export function liveClaim(review, who, now = Date.now()) {
	if (!review?.claimed_by || review.status !== "in_review") return null;
	const ends = Date.parse(review.claimed_at) + who?.claim_ttl_seconds * 1000;
	if (ends <= now) return null;
	return {
		by: review.claimed_by,
		at: review.claimed_at,
		ends: Number.isNaN(ends) ? null : new Date(ends).toISOString(),
		isOwn: review.claimed_by === who?.reviewer,
	};
}

/** The latest result of each test of exactly this content. */
export function currentTests(results) {
	const latest = new Map();
	for (const test of results ?? []) {
		if (test.current) latest.set(test.test_name, test);
	}
	return [...latest.values()];
}

function authorship({ comparison, runbook, who }) {
	const authors = [
		comparison.improved?.created_by,
		...(runbook?.revisions ?? []).map((revision) => revision.author),
	];
	return who?.reviewer && authors.includes(who.reviewer)
		? [{ text: "You wrote this, or an earlier revision of it: somebody else must approve it." }]
		: [];
}

function standing({ runbook, who, isStale, now }) {
	const review = runbook?.review;
	const found = [];
	const claim = liveClaim(review, who, now);
	if (isStale)
		found.push({
			text: "The content has changed since you opened it: look at the new one first.",
		});
	if (review?.status === "needs_changes")
		found.push({ text: "Changes were requested: the next revision can be approved." });
	if (claim && !claim.isOwn)
		found.push({
			text: `${claim.by} claimed it ${past(claim.at, now)}: ask them, or take over.`,
		});
	return found;
}

function parent({ comparison }) {
	return comparison.parent_is_current === false
		? [
				{
					text: `${comparison.parent?.id ?? "The parent"} is not in use as it was when this was written: regenerate, edit or reject it.`,
				},
			]
		: [];
}

/* Then the digest does not tell what was read; a claim after it does. */
function formerParent({ comparison, runbook, who, now }) {
	const isFormer = (runbook?.audit ?? []).some(
		(entry) =>
			["edit", "submit", "regenerate"].includes(entry.action) &&
			entry.digest_before === comparison.digest &&
			Object.hasOwn(entry.details ?? {}, "previous_parent"),
	);
	return isFormer && !liveClaim(runbook?.review, who, now)?.isOwn
		? [
				{
					text: "It had the same content before, made from another version: claim it, and approve it then.",
				},
			]
		: [];
}

function approvals({ comparison, who }) {
	return who?.reviewer &&
		(comparison.approvals ?? []).some((approval) => approval.approved_by === who.reviewer)
		? [{ text: "You have approved this content already: another reviewer must, too." }]
		: [];
}

function tests({ runbook, who }) {
	if (!who?.require_passing_test) return [];
	const latest = currentTests(runbook?.test_results);
	const failed = latest.filter((test) => !test.passed);
	if (failed.length > 0)
		return failed.map((test) => ({
			text: `The test "${test.test_name}" failed last time.`,
			target: "tests",
		}));
	return latest.length > 0
		? []
		: [{ text: "A passing test of this revision is needed.", target: "tests" }];
}

function risks({ comparison, acknowledged }) {
	const open = (comparison.risks ?? []).filter((risk) => !acknowledged.has(risk.name));
	return open.map((risk) => ({
		text: `Risk not acknowledged: ${risk.name}`,
		target: `risk:${risk.name}`,
	}));
}

/* What the reviewer cannot accept, only have written otherwise. */
function policy({ comparison }) {
	const forbidden = (comparison.policy ?? []).filter((one) => one.severity === "error");
	return forbidden.map((one) => ({
		text: `Policy forbids it: ${one.path} ${one.message} (${one.name})`,
		target: "policy",
	}));
}

/**
 * @param {any} item comparison (as shown), runbook (as it is), who,
 *   acknowledged (a Set of names of risks), isStale, now
 * @returns {Blocker[]} empty when nothing stands in the way
 */
export function approvalBlockers(item) {
	if (item.who?.may_decide === false) {
		return [
			{
				text:
					`As ${item.who.role ?? "this role"} you may read but not decide: ` +
					"sign in as a reviewer.",
			},
		];
	}
	return [
		authorship,
		standing,
		parent,
		formerParent,
		approvals,
		tests,
		policy,
		risks,
	].flatMap((rule) => rule(item));
}

/** How many approvals there are and are needed: { given, needed }. */
export function approvalCount(comparison, who) {
	return {
		given: (comparison.approvals ?? []).length,
		needed: comparison.required_approvals ?? who?.required_approvals ?? 1,
	};
}

/** "1 of 2 risks acknowledged" */
export function riskCount(comparison, acknowledged) {
	const all = comparison.risks ?? [];
	const done = all.filter((risk) => acknowledged.has(risk.name)).length;
	return all.length === 0 ? "" : `${done} of ${plural(all.length, "risk")} acknowledged`;
}
