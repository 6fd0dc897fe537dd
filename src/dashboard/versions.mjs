/*
 * versions.mjs: how each version has done.
 */
import { rateChart } from "./charts.mjs";
import { element } from "./element.mjs";
import { duration, isKnown, number, percent, UNKNOWN } from "./format.mjs";
import { hash } from "./route.mjs";
import { badge, note, section, statusBadge, table } from "./parts.mjs";

function rate(version) {
	if (!isKnown(version.success_rate)) return "never ran";
	const spread =
		isKnown(version.success_rate_low) && isKnown(version.success_rate_high)
			? ` (${percent(version.success_rate_low)} to ${percent(version.success_rate_high)})`
			: "";
	return [
		element("strong", null, percent(version.success_rate)),
		spread,
		rateChart(version.success_rate, version.success_rate_low, version.success_rate_high),
	];
}

function verdict(version) {
	if (!version.verdict) return UNKNOWN;
	const kind = { better: "good", worse: "bad" }[version.verdict] ?? "plain";
	return [
		badge(version.verdict, kind),
		isKnown(version.probability_better) &&
			element(
				"div",
				{ class: "note" },
				`${percent(version.probability_better)} likely to be better than its parent`,
			),
	];
}

/** @param {any[]} versions rows of learn_versions */
export function versionsTable(caption, versions) {
	return table(
		caption,
		[
			{
				title: "Version",
				kind: "head",
				cell: (one) => [
					element("a", { href: hash("review", one.runbook_id) }, one.runbook_id),
					" ",
					statusBadge(one.status),
					one.archive_reason && element("div", { class: "note" }, one.archive_reason),
				],
			},
			{ title: "Success rate", cell: rate },
			{ title: "Verdict", cell: verdict },
			{ title: "Runs", kind: "number", cell: (one) => number(one.executions) },
			{ title: "Succeeded", kind: "number", cell: (one) => number(one.successes) },
			{ title: "Came back", kind: "number", cell: (one) => number(one.recurred) },
			{ title: "By hand", kind: "number", cell: (one) => number(one.manual_interventions) },
			{
				title: "Time to repair",
				kind: "number",
				cell: (one) => duration(one.time_to_repair),
			},
		],
		versions,
		(one) => one.runbook_id,
	);
}

/** @param {any[] | undefined} versions of the lines of draft and parent */
export function versionsSection(versions) {
	return section(
		"versions",
		"Success by version",
		(versions ?? []).length > 0
			? [
					versionsTable("Versions of this runbook", versions),
					note("The line is the 95 % interval: where it is wide, few runs are known."),
				]
			: note("No version of this runbook has been measured yet."),
	);
}
