/*
 * past.mjs: what was before: decisions on this line, revisions, the audit log.
 */
import { code, element } from "./element.mjs";
import { dateTime, isKnown, valueText, words } from "./format.mjs";
import { hash } from "./route.mjs";
import {
	ago,
	digestText,
	disclosure,
	moment,
	note,
	section,
	statusBadge,
	table,
} from "./parts.mjs";

function decision(one) {
	const said = [
		["Reason", one.reason],
		["Notes", one.notes],
		["Requested changes", one.requested_changes],
	].filter(([, text]) => isKnown(text) && text !== "");
	const changes = Array.isArray(one.changes) ? one.changes : [];
	return element(
		"li",
		{ "data-key": `${one.runbook_id}-${one.reviewed_at}` },
		element(
			"p",
			null,
			element("a", { href: hash("review", one.runbook_id) }, one.runbook_id),
			" ",
			statusBadge(one.status),
			" ",
			one.reviewed_by && `by ${one.reviewed_by} `,
			ago(one.reviewed_at),
		),
		said.map(([name, text]) =>
			element(
				"p",
				{ "data-key": name },
				element("strong", null, `${name}: `),
				element("span", { class: "prose" }, text),
			),
		),
		changes.length > 0 &&
			disclosure(
				"changes",
				"What it changed",
				false,
				element(
					"ul",
					null,
					changes.map((change) =>
						element(
							"li",
							null,
							element("strong", null, `${change.step}: `),
							`${change.what}. `,
							change.why,
						),
					),
				),
			),
	);
}

/** @param {any[]} decisions earlier_decisions of learn_comparison() */
export function decisionsSection(decisions) {
	return section(
		"decisions",
		"Earlier decisions",
		decisions.length > 0
			? element("ul", { class: "plain" }, decisions.map(decision))
			: note("This is the first review of this runbook."),
	);
}

/** @param {any[]} revisions earlier contents of this draft */
export function revisionsSection(id, current, revisions, compared) {
	const link = (revision) =>
		compared === revision
			? element("a", { href: hash("review", id) }, "Compare with the version in use")
			: element(
					"a",
					{ href: hash("review", id, { revision }) },
					`Compare with revision ${revision}`,
				);
	return section(
		"revisions",
		"Revisions",
		revisions.length === 0
			? note("It was written once.")
			: [
					note(`This is revision ${current}.`),
					element(
						"ol",
						{ class: "plain" },
						revisions.map((one) =>
							element(
								"li",
								{ "data-key": String(one.revision) },
								element(
									"p",
									null,
									element("strong", null, `Revision ${one.revision}`),
									" ",
									one.author && `by ${one.author} `,
									digestText(one.digest),
									" replaced ",
									ago(one.replaced_at),
									" ",
									link(one.revision),
								),
								one.requested_changes &&
									element(
										"p",
										null,
										element(
											"strong",
											null,
											`${one.requested_by ?? "Somebody"} asked: `,
										),
										element("span", { class: "prose" }, one.requested_changes),
									),
							),
						),
					),
				],
	);
}

function details(entry) {
	const told = Object.entries(entry.details ?? {}).filter(([, value]) => isKnown(value));
	return told.map(([name, value]) =>
		element(
			"div",
			null,
			element("span", { class: "note" }, `${words(name)}: `),
			typeof value === "object" ? code(valueText(value)) : String(value),
		),
	);
}

/** @param {any[] | undefined} entries audit of learn_runbook(), oldest first */
export function auditSection(entries) {
	return section(
		"audit",
		"Audit",
		(entries ?? []).length === 0
			? note("Nothing of the audit log is shown here.")
			: table(
					"Audit log of this runbook",
					[
						{ title: "When", cell: (entry) => moment(entry.at) },
						{
							title: "Who",
							cell: (entry) => [
								entry.actor,
								entry.role &&
									entry.role !== entry.actor &&
									element("div", { class: "note" }, `as ${entry.role}`),
							],
						},
						{ title: "What", kind: "head", cell: (entry) => words(entry.action) },
						{
							title: "Content",
							cell: (entry) =>
								entry.digest_after ? digestText(entry.digest_after) : "",
						},
						{ title: "Details", cell: details },
					],
					entries,
					(entry) => String(entry.seq ?? dateTime(entry.at)),
				),
	);
}
