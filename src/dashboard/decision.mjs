/*
 * decision.mjs: where a reviewer decides, and sees beforehand what forbids it.
 */
import { approvalBlockers, approvalCount, isOpen, liveClaim, riskCount } from "./blockers.mjs";
import { element } from "./element.mjs";
import { remaining } from "./format.mjs";
import {
	ago,
	button,
	decidingButton,
	digestText,
	field,
	leadTo,
	note,
	statusBadge,
} from "./parts.mjs";
import { hash } from "./route.mjs";
import { acknowledgedOf, draft, state } from "./state.mjs";

/** What forbids the approval of what is shown now. */
export function currentBlockers() {
	const { comparison, runbook, isStale } = state.review;
	return approvalBlockers({
		comparison,
		runbook,
		isStale,
		who: state.who,
		acknowledged: acknowledgedOf(comparison),
		now: Date.now(),
	});
}

/* Approvals of another content than the one shown do not count here. */
function approvalsPart() {
	const { comparison } = state.review;
	const { given, needed } = approvalCount(comparison, state.who);
	return [
		element("p", { "data-key": "approvals" }, `Approvals: ${given} of ${needed}`),
		(comparison.approvals ?? []).length > 0 &&
			element(
				"ul",
				{ class: "plain note", "data-key": "given" },
				comparison.approvals.map((approval) =>
					element(
						"li",
						{ "data-key": approval.approved_by },
						approval.approved_by,
						", ",
						ago(approval.approved_at),
						approval.notes && `: ${approval.notes}`,
					),
				),
			),
	];
}

function claimPart(review) {
	const claim = liveClaim(review, state.who);
	const may = state.who?.may_decide !== false && review.status !== "needs_changes";
	if (!claim)
		return element(
			"p",
			{ "data-key": "claim" },
			"Nobody has claimed it. ",
			may && decidingButton("claim", "Claim"),
		);
	if (claim.isOwn) {
		const left = claim.ends && remaining(claim.ends);
		return element(
			"p",
			{ "data-key": "claim" },
			"You have claimed it",
			left && `, for ${left} more`,
			".",
		);
	}
	return element(
		"p",
		{ class: "warning", "data-key": "claim" },
		`${claim.by} claimed it `,
		ago(claim.at),
		". ",
		may && decidingButton("takeOver", "Take over"),
	);
}

function blockerItem(blocker) {
	return element(
		"li",
		{ "data-key": blocker.text },
		blocker.target ? leadTo(blocker.target, blocker.text) : blocker.text,
	);
}

function blockersPart(blockers) {
	return element(
		"div",
		{ "data-key": "blockers" },
		element("h3", { id: "blockers-title" }, "Before you approve"),
		element(
			"ul",
			{
				id: "blockers",
				"aria-labelledby": "blockers-title",
				class: blockers.length > 0 ? "blockers" : "plain",
			},
			blockers.length > 0
				? blockers.map(blockerItem)
				: element("li", { "data-key": "none" }, "Nothing stands in the way."),
		),
	);
}

function actions(blockers) {
	const { id, latest } = state.review;
	const problem = state.invalid?.name === "notes" ? state.invalid.text : null;
	return [
		field(
			"Notes or reason",
			element("textarea", {
				id: "notes",
				rows: 3,
				"data-draft": "notes",
				"data-id": id,
				value: draft(id, "notes"),
			}),
			problem,
		),
		note(
			"Notes are optional for an approval. A rejection and a request for changes need words: " +
				"whoever writes the next draft is shown them.",
		),
		element(
			"div",
			{ class: "buttons decide", "data-key": "buttons" },
			decidingButton("approve", "Approve", {
				class: "approve",
				"aria-describedby": "blockers",
				...(blockers.length > 0 ? { "aria-disabled": "true" } : {}),
			}),
			decidingButton("requestChanges", "Request changes"),
			decidingButton("reject", "Reject", { class: "reject" }),
		),
		element(
			"div",
			{ class: "buttons", "data-key": "rarer" },
			button("edit", "Edit"),
			latest.parent_is_current === false && button("regenerate", "Regenerate"),
		),
	];
}

function decided(review) {
	const words = [review.approval_notes, review.rejection_reason, review.withdrawal_reason].find(
		(text) => text,
	);
	return [
		element(
			"p",
			{ "data-key": "decided" },
			statusBadge(review.status),
			" ",
			review.reviewed_by && `by ${review.reviewed_by}, `,
			ago(review.reviewed_at),
		),
		words && element("p", { class: "prose", "data-key": "words" }, words),
		element(
			"p",
			{ "data-key": "next" },
			element(
				"a",
				{ href: hash("queue", null, state.queueParameters) },
				"Back to what waits",
			),
		),
	];
}

function openPart(review) {
	const { comparison } = state.review;
	const blockers = currentBlockers();
	const told = riskCount(comparison, acknowledgedOf(comparison));
	return [
		claimPart(review),
		review.status === "needs_changes" &&
			element(
				"p",
				{ class: "warning", "data-key": "changes" },
				element("strong", null, "Changes requested"),
				review.reviewed_by && ` by ${review.reviewed_by}`,
				": ",
				element("span", { class: "prose" }, review.requested_changes ?? ""),
			),
		approvalsPart(),
		told && element("p", { "data-key": "risks" }, told),
		blockersPart(blockers),
		state.who?.may_decide !== false && actions(blockers),
		note("What is approved is exactly the content shown here: ", digestText(comparison.digest)),
	];
}

export function decisionPanel() {
	const review = state.review.runbook.review;
	return element(
		"aside",
		{ "aria-label": "Decision", class: "decision", id: "decision", "data-key": "decision" },
		element("h2", null, "Decision"),
		!review
			? note("This version was never queued for a review.")
			: isOpen(review)
				? openPart(review)
				: decided(review),
	);
}
