/*
 * history.mjs: what was decided.
 */
import { element } from "./element.mjs";
import { isKnown, words } from "./format.mjs";
import {
	ago,
	choice,
	pageTitle,
	placeholder,
	priorityBadge,
	statusBadge,
	table,
} from "./parts.mjs";
import { more } from "./queue.mjs";
import { hash } from "./route.mjs";
import { state } from "./state.mjs";

const CHOICES = [
	["", "All"],
	["approved", "Approved"],
	["rejected", "Rejected"],
	["withdrawn", "Withdrawn"],
];

function said(item) {
	const text = [item.approval_notes, item.rejection_reason, item.withdrawal_reason].find(isKnown);
	return [
		element("div", { class: "clipped" }, text ?? ""),
		element("div", { class: "note" }, item.reason ?? ""),
	];
}

function items(rows) {
	return table(
		"Decided reviews",
		[
			{ title: "Decision", cell: (item) => statusBadge(item.status) },
			{
				title: "Runbook",
				kind: "head",
				cell: (item) => [
					element(
						"a",
						{
							href: hash("review", item.runbook_id),
							class: "whole-row",
							"data-row": "",
						},
						item.name ?? "",
						" ",
						element("span", { class: "row-id" }, item.runbook_id),
					),
					element(
						"div",
						{ class: "note" },
						`${words(item.runbook_status)}${item.archive_reason ? `, ${words(item.archive_reason)}` : ""}`,
					),
				],
			},
			{ title: "Priority", cell: (item) => priorityBadge(item.priority) },
			{ title: "What was said", cell: said },
			{
				title: "Decided",
				cell: (item) => [
					ago(item.reviewed_at),
					item.reviewed_by && ` by ${item.reviewed_by}`,
				],
			},
		],
		rows,
		(item) => item.runbook_id,
	);
}

export function historyPage() {
	const status = state.route.parameters.status ?? "";
	const rows = state.lists.history;
	return [
		pageTitle("Decided"),
		choice(
			"Decision",
			CHOICES.map(([value, text]) => [value, text, hash("history", null, { status: value })]),
			status,
		),
		rows === undefined
			? !state.trouble && placeholder("Loading\u2026")
			: rows.length === 0
				? placeholder(
						status
							? `Nothing was ${status} so far.`
							: "Nothing has been decided so far.",
					)
				: [items(rows), more("history", rows)],
	];
}
