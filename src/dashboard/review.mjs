/*
 * review.mjs: one draft beside the version in use, and all that speaks for it
 * or against it.
 */
import { isOpen } from "./blockers.mjs";
import { decisionPanel } from "./decision.mjs";
import { differenceSections } from "./differences.mjs";
import { effectSection } from "./effect.mjs";
import { code, element } from "./element.mjs";
import { evidenceSection } from "./evidence.mjs";
import { failureSection } from "./failure.mjs";
import { valueText, words } from "./format.mjs";
import {
	ago,
	badge,
	button,
	digestText,
	disclosure,
	leadTo,
	pageTitle,
	placeholder,
	priorityBadge,
	section,
	statusBadge,
} from "./parts.mjs";
import { auditSection, decisionsSection, revisionsSection } from "./past.mjs";
import { hash } from "./route.mjs";
import { acknowledgedOf, state } from "./state.mjs";
import { testsSection } from "./tests.mjs";
import { versionsSection } from "./versions.mjs";

/**
 * The content that the draft is compared with: an earlier revision of it, when
 * one was asked for, else its parent.
 */
function comparedWith(comparison, runbook) {
	const other = comparison.compared_with;
	if (isOwnRevision(comparison)) {
		const revision = (runbook.revisions ?? []).find((one) => one.revision === other.revision);
		return revision
			? {
					content: revision.content,
					name: `revision ${other.revision}`,
					digest: revision.digest,
				}
			: null;
	}
	return comparison.parent
		? {
				content: comparison.parent.content,
				name: comparison.parent.id,
				digest: comparison.parent.digest,
			}
		: null;
}

function title({ comparison, runbook }) {
	const { improved } = comparison;
	const review = runbook.review;
	return pageTitle(
		improved.content.name ?? improved.id,
		element(
			"p",
			{ class: "note" },
			element("a", { href: hash("queue", null, state.queueParameters) }, "Back to the queue"),
		),
		element(
			"p",
			{ "data-key": "what" },
			code(improved.id),
			" ",
			review
				? [statusBadge(review.status), " ", priorityBadge(review.priority), " "]
				: statusBadge(improved.status),
			badge(improved.content.platform ?? ""),
			" ",
			improved.content.severity && badge(`severity ${improved.content.severity}`),
			" ",
			`revision ${improved.revision}, ${words(improved.origin)}`,
			improved.created_by && ` by ${improved.created_by}`,
			review && [", queued ", ago(review.created_at)],
			", ",
			digestText(comparison.digest),
		),
		review && element("p", { class: "prose", "data-key": "why" }, review.reason),
		comparison.failure_context?.error_message &&
			element(
				"p",
				{ "data-key": "error" },
				leadTo("failure-title", "The failure"),
				": ",
				code(comparison.failure_context.error_message),
			),
	);
}

function staleBanner({ isStale, latest, comparison }) {
	return element(
		"div",
		{
			role: "status",
			"aria-label": "Content changed",
			"data-key": "stale",
			class: isStale ? "banner" : "banner empty",
		},
		isStale &&
			element(
				"p",
				null,
				element("strong", null, "The content has changed since you opened it"),
				`: you are looking at revision ${comparison.revision ?? "?"}, it is now at ${latest.revision ?? "?"}`,
				latest.improved?.created_by && `, written by ${latest.improved.created_by}`,
				". ",
				button("showNew", "Show the new content"),
			),
	);
}

function unifiedLines(text) {
	const kinds = { "+": "newer-line", "-": "older-line", "@": "place-line" };
	return text
		.replace(/\n$/, "")
		.split("\n")
		.map((line) =>
			element("span", { class: `line ${kinds[line[0]] ?? ""}` }, code(line), "\n"),
		);
}

function textsSection(comparison, other) {
	const whole = (key, name, content) =>
		disclosure(key, name, false, element("pre", { class: "output" }, code(valueText(content))));
	return section(
		"texts",
		"Texts",
		comparison.unified &&
			disclosure(
				"unified",
				"Unified differences",
				false,
				element("pre", { class: "output unified" }, unifiedLines(comparison.unified)),
			),
		whole("whole-new", `All of ${comparison.improved.id}`, comparison.improved.content),
		other && whole("whole-old", `All of ${other.name}`, other.content),
	);
}

/* Is the draft shown beside an earlier revision of itself? */
function isOwnRevision(comparison) {
	return comparison.compared_with?.runbook_id === comparison.id;
}

/* The changes are told against the parent, and mean nothing against a revision. */
function remarksOf({ comparison, runbook }) {
	const changes = isOwnRevision(comparison) ? [] : comparison.generation_context?.changes;
	return {
		risks: comparison.risks ?? [],
		acknowledged: acknowledgedOf(comparison),
		canAcknowledge: isOpen(runbook.review) && state.who?.may_decide !== false,
		changes: (changes ?? []).filter((change) => change && typeof change === "object"),
		evidence: new Set((comparison.evidence ?? []).map((run) => run.execution_id)),
	};
}

/** Everything about the item that is open. */
export function reviewPage() {
	const review = state.review;
	if (review === null || review.id !== state.route.id)
		return [pageTitle(state.route.id), !state.trouble && placeholder("Loading\u2026")];
	const { comparison, runbook } = review;
	const other = comparedWith(comparison, runbook);
	const remarks = remarksOf(review);
	return [
		title(review),
		staleBanner(review),
		element(
			"div",
			{ class: "columns", "data-key": "columns" },
			element(
				"div",
				{ class: "content", "data-key": "content" },
				element(
					"p",
					{ class: "to-decision", "data-key": "to-decision" },
					leadTo("decision", "To the decision"),
				),
				differenceSections(comparison, other, remarks),
				failureSection(comparison.failure_context),
				effectSection(comparison.expected_effect),
				testsSection(comparison.id, runbook.test_results ?? [], isOpen(runbook.review)),
				versionsSection(runbook.versions),
				evidenceSection(
					comparison.evidence ?? [],
					runbook.parent_executions ?? [],
					comparison.parent?.id,
				),
				decisionsSection(comparison.earlier_decisions ?? []),
				revisionsSection(
					comparison.id,
					comparison.improved.revision,
					runbook.revisions ?? [],
					isOwnRevision(comparison) ? comparison.compared_with.revision : null,
				),
				auditSection(runbook.audit),
				textsSection(comparison, other),
			),
			decisionPanel(),
		),
	];
}
