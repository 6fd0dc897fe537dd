/*
 * queue.mjs: what waits for a reviewer.
 */
import { liveClaim } from "./blockers.mjs";
import { element } from "./element.mjs";
import { isKnown, number, plural, words } from "./format.mjs";
import {
	ago,
	badge,
	button,
	choice,
	pageTitle,
	placeholder,
	priorityBadge,
	statusBadge,
	table,
} from "./parts.mjs";
import { hash } from "./route.mjs";
import { PAGE_SIZE, state } from "./state.mjs";

const COUNTERS = [
	["pending_review", "Pending review"],
	["high_priority_pending", "High priority"],
	["in_review", "In review"],
	["needs_changes", "Needs changes"],
	["overdue", "Overdue"],
	["approved", "Approved"],
];

function counters(stats) {
	return element(
		"ul",
		{ "aria-label": "Counters", class: "counters", "data-key": "counters" },
		COUNTERS.filter(([name]) => stats === null || isKnown(stats[name])).map(([name, title]) =>
			element(
				"li",
				{ "data-key": name, class: stats?.[name] > 0 ? name : null },
				title,
				" ",
				element("strong", null, number(stats?.[name])),
			),
		),
	);
}

function link(item) {
	return [
		element(
			"a",
			{ href: hash("review", item.runbook_id), class: "whole-row", "data-row": "" },
			item.name ?? "",
			" ",
			element("span", { class: "row-id" }, item.runbook_id),
		),
		item.revision > 1 && element("span", { class: "note" }, ` revision ${item.revision}`),
	];
}

function why(item) {
	const kinds = [item.failure_type, item.incident_type].filter(isKnown).map(words);
	return [
		element("div", { class: "clipped" }, item.reason ?? ""),
		element(
			"div",
			{ class: "note" },
			[...kinds, item.platform].filter(isKnown).join(" \u00b7 "),
		),
	];
}

function checks(item) {
	return [
		item.risks > 0 && [badge(plural(item.risks, "risk"), "bad"), " "],
		item.tests_failed > 0 && [badge(`${plural(item.tests_failed, "test")} failed`, "bad"), " "],
		item.tests_passed > 0 && [
			badge(`${plural(item.tests_passed, "test")} passed`, "good"),
			" ",
		],
		(item.approvals > 0 || item.required_approvals > 1) &&
			badge(`approvals ${item.approvals ?? 0} of ${item.required_approvals ?? 1}`, "info"),
	];
}

function standing(item) {
	const claim = liveClaim(item, state.who);
	return [
		statusBadge(item.status),
		claim && element("div", { class: "note" }, claim.isOwn ? "by you" : `by ${claim.by}`),
	];
}

function items(rows) {
	return table(
		"Items waiting",
		[
			{ title: "Priority", cell: (item) => priorityBadge(item.priority) },
			{ title: "Runbook", kind: "head", cell: link },
			{ title: "Why", cell: why },
			{ title: "Failures", kind: "number", cell: (item) => number(item.occurrences) },
			{ title: "Checks", cell: checks },
			{ title: "State", cell: standing },
			{
				title: "Waiting",
				cell: (item) => [
					ago(item.created_at),
					item.overdue && [" ", badge("overdue", "bad")],
				],
			},
		],
		rows,
		(item) => item.runbook_id,
	);
}

/** "Show more", when there may be more. */
export function more(list, rows) {
	const limit = state.limits[list] ?? PAGE_SIZE;
	return rows.length >= limit && button("more", "Show more", { "data-list": list });
}

function empty(priority) {
	return priority
		? placeholder(
				`Nothing of ${priority} priority waits for a review.`,
				"Other priorities may: choose All.",
			)
		: placeholder(
				"Nothing waits for a review.",
				"Drafts appear here when runbooks fail in a way that a better runbook can mend, or when somebody submits one.",
			);
}

export function queuePage() {
	const priority = state.route.parameters.priority ?? "";
	const rows = state.lists.queue;
	return [
		pageTitle("Waiting for review"),
		counters(state.stats),
		choice(
			"Priority",
			["", "high", "medium", "low"].map((name) => [
				name,
				name === "" ? "All" : name[0].toUpperCase() + name.slice(1),
				hash("queue", null, { priority: name }),
			]),
			priority,
		),
		rows === undefined
			? !state.trouble && placeholder("Loading\u2026")
			: rows.length === 0
				? empty(priority)
				: [items(rows), more("queue", rows)],
	];
}
