/*
 * measures.mjs: how learning and reviewing go.
 */
import { element } from "./element.mjs";
import { interval, number, percent } from "./format.mjs";
import { ago, badge, note, pageTitle, section, table } from "./parts.mjs";
import { more } from "./queue.mjs";
import { hash } from "./route.mjs";
import { state } from "./state.mjs";
import { versionsTable } from "./versions.mjs";

function count(title, member) {
	return { title, kind: "number", cell: (row) => number(row[member]) };
}

const BACKLOG = [
	{ title: "Priority", kind: "head", cell: (row) => row.priority },
	count("Open", "open"),
	count("Pending review", "pending_review"),
	count("In review", "in_review"),
	count("Needs changes", "needs_changes"),
	{ title: "Oldest", cell: (row) => ago(row.oldest) },
	{ title: "Median age", kind: "number", cell: (row) => interval(row.median_age) },
	{
		title: "Overdue",
		kind: "number",
		cell: (row) => (row.overdue > 0 ? badge(number(row.overdue), "bad") : number(row.overdue)),
	},
];

const WEEKS = [
	{ title: "Week of", kind: "head", cell: (row) => row.week },
	count("Generated", "generated"),
	count("Submitted", "submitted"),
	count("Approved", "approved"),
	count("Rejected", "rejected"),
	count("Withdrawn", "withdrawn"),
	{ title: "Approval rate", kind: "number", cell: (row) => percent(row.approval_rate) },
	{
		title: "Time to review, median",
		kind: "number",
		cell: (row) => interval(row.time_to_review_median),
	},
	{ title: "95 %", kind: "number", cell: (row) => interval(row.time_to_review_p95) },
];

const REVIEWERS = [
	{ title: "Reviewer", kind: "head", cell: (row) => row.reviewer },
	count("Decisions", "decisions"),
	count("Approved", "approved"),
	count("Rejected", "rejected"),
	{ title: "Share approved", kind: "number", cell: (row) => percent(row.share_approved) },
	{
		title: "Time looked at, median",
		kind: "number",
		cell: (row) => interval(row.median_time_looked_at),
	},
	count("Rolled back later", "rolled_back"),
	{ title: "Last decision", cell: (row) => ago(row.last_decision_at) },
];

const NEVER_RAN = [
	{
		title: "Version",
		kind: "head",
		cell: (row) => [
			element("a", { href: hash("review", row.runbook_id) }, row.runbook_id),
			" ",
			row.name ?? "",
		],
	},
	{
		title: "For",
		cell: (row) =>
			[row.platform, ...(Array.isArray(row.incident_types) ? row.incident_types : [])].join(
				" \u00b7 ",
			),
	},
	{
		title: "Approved",
		cell: (row) => [ago(row.approved_at), row.approved_by && ` by ${row.approved_by}`],
	},
	{ title: "Waiting", kind: "number", cell: (row) => interval(row.waiting) },
	{ title: "Why", cell: (row) => row.reason ?? "" },
];

/* A list that an older server does not have is said to be missing. */
function part(key, title, list, show, nothing) {
	const rows = state.lists[list];
	return section(
		key,
		title,
		rows === undefined
			? note("Loading\u2026")
			: rows === null
				? note("This server does not measure it.")
				: rows.length === 0
					? note(nothing)
					: [show(rows), more(list, rows)],
	);
}

export function measuresPage() {
	return [
		pageTitle("Measures"),
		part(
			"backlog",
			"Backlog",
			"backlog",
			(rows) => table("Backlog", BACKLOG, rows, (row) => row.priority),
			"Nothing waits.",
		),
		part(
			"weeks",
			"Learning by week",
			"weeks",
			(rows) => table("Learning by week", WEEKS, rows, (row) => row.week),
			"Nothing was generated or submitted so far.",
		),
		part(
			"all-versions",
			"Versions",
			"versions",
			(rows) => versionsTable("Versions", rows),
			"There is no runbook yet.",
		),
		part(
			"reviewers",
			"Reviewers",
			"reviewers",
			(rows) => table("Reviewers", REVIEWERS, rows, (row) => row.reviewer),
			"Nobody has decided anything so far.",
		),
		part(
			"never-ran",
			"Approved and never executed",
			"neverRan",
			(rows) =>
				table("Approved and never executed", NEVER_RAN, rows, (row) => row.runbook_id),
			"Every approved version has been executed.",
		),
	];
}
