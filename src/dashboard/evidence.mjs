/*
 * evidence.mjs: the runs that taught the changes, and the parent's latest.
 */
import { code, element } from "./element.mjs";
import { duration, isKnown, words } from "./format.mjs";
import { ago, badge, disclosure, note, section, table } from "./parts.mjs";

/* Success is never assumed: it needs a verification that passed. */
function outcome(run) {
	if (run.success && run.verification_passed) return badge("succeeded", "good");
	if (run.success)
		return badge(
			isKnown(run.verification_passed) ? "verification failed" : "not verified",
			"warning",
		);
	return badge("failed", "bad");
}

function runsTable(caption, runs) {
	return table(
		caption,
		[
			{
				title: "Execution",
				kind: "head",
				cell: (run) =>
					element(
						"span",
						{ "data-name": `evidence:${run.execution_id}`, tabindex: "-1" },
						code(run.execution_id),
					),
			},
			{ title: "Outcome", cell: outcome },
			{
				title: "Why",
				cell: (run) => [
					run.error_message && code(run.error_message),
					" ",
					element(
						"span",
						{ class: "note" },
						words(
							run.failure_type ?? run.analysis?.failure_type ?? run.analysis ?? null,
						),
					),
				],
			},
			{
				title: "Client, host",
				cell: (run) => [run.client_id, run.hostname].filter(isKnown).join(", "),
			},
			{ title: "Took", kind: "number", cell: (run) => duration(run.duration_seconds) },
			{ title: "Started", cell: (run) => ago(run.started_at) },
		],
		runs,
		(run) => run.execution_id,
	);
}

/** @param {any[]} evidence executions that are cited @param {any[]} parentRuns */
export function evidenceSection(evidence, parentRuns, parentId) {
	return section(
		"evidence",
		"Evidence",
		evidence.length > 0
			? runsTable("Executions that are cited", evidence)
			: note("No change cites an execution."),
		parentRuns.length > 0 &&
			disclosure(
				"parent-runs",
				`Last ${parentRuns.length} runs of ${parentId}`,
				false,
				runsTable(`Runs of ${parentId}`, parentRuns),
			),
	);
}
