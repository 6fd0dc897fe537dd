/*
 * failure.mjs: the run that failed, and its steps in time.
 */
import { code, drawing, element } from "./element.mjs";
import { duration, isKnown, percent, UNKNOWN, valueText, words } from "./format.mjs";
import { badge, disclosure, facts, moment, note, section } from "./parts.mjs";

/* Long outputs are there, but not in the way. */
const SHOWN_LINES = 12;

function outcome(step) {
	if (step.success === true) return badge("succeeded", "good");
	return step.success === false ? badge("failed", "bad") : badge("not told");
}

function output(name, text) {
	if (!isKnown(text) || text === "") return null;
	const lines = String(text).split("\n").length;
	const content = element("pre", { class: "output" }, code(valueText(text)));
	return lines <= SHOWN_LINES
		? element("div", { "data-key": name }, element("h4", null, name), content)
		: disclosure(name, `${name}, ${lines} lines`, false, content);
}

/* Where each step stands in the time of all of them, in seconds. */
function schedule(steps) {
	const begin = Date.parse(steps[0]?.started_at);
	let end = 0;
	const spans = steps.map((step) => {
		const start = Date.parse(step.started_at);
		const from = Number.isNaN(begin) || Number.isNaN(start) ? end : (start - begin) / 1000;
		const length = Number(
			step.duration_seconds ?? ((Date.parse(step.completed_at) - start) / 1000 || 0),
		);
		end = Math.max(end, from + length);
		return { from, length };
	});
	return { spans, total: end };
}

/* At least a hair, so that a quick step is seen. */
function bar(span, total, isFailed) {
	if (total === 0) return null;
	const width = Math.max((span.length / total) * 100, 1);
	return drawing(
		"svg",
		{ class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
		drawing("rect", { class: "bar-all", x: 0, y: 0, width: 100, height: 4 }),
		drawing("rect", {
			class: isFailed ? "bar-failed" : "bar-part",
			y: 0,
			height: 4,
			width,
			x: Math.min((span.from / total) * 100, 100 - width),
		}),
	);
}

function timelineStep(step, index, span, total) {
	const isFailed = step.success === false;
	const parts = [
		isKnown(step.command) && element("pre", { class: "output" }, code(valueText(step.command))),
		output("Output", step.output),
		output("Error", step.error),
		isKnown(step.state_changes) && output("State changes", valueText(step.state_changes)),
	].filter((part) => part);
	const summary = [
		element("span", { class: "position" }, String(step.step_number ?? index + 1)),
		" ",
		element("span", { class: "step-name" }, step.action ?? UNKNOWN),
		" ",
		outcome(step),
		" ",
		element(
			"span",
			{ class: "note" },
			duration(step.duration_seconds ?? (span.length || null)),
			isKnown(step.exit_code) && `, exit code ${step.exit_code}`,
		),
		bar(span, total, isFailed),
	];
	return element(
		"li",
		{ class: isFailed ? "failed" : null, "data-key": `run-${index}` },
		parts.length > 0
			? disclosure("what", summary, isFailed, parts)
			: element("div", { class: "plain-summary" }, summary),
	);
}

function timeline(steps) {
	if (steps.length === 0) return note("The executor did not report which steps ran.");
	const { spans, total } = schedule(steps);
	return element(
		"ol",
		{ class: "timeline", "aria-label": "Executed steps" },
		steps.map((step, index) => timelineStep(step, index, spans[index], total)),
	);
}

function verified(failure) {
	if (!isKnown(failure.verification_passed)) return "not verified";
	return (
		`${failure.verification_passed ? "passed" : "did not pass"}` +
		(failure.verification_method ? ` (${failure.verification_method})` : "")
	);
}

function analysisOf(failure) {
	const analysis = failure.analysis;
	if (!analysis) return null;
	return element(
		"div",
		{ class: "analysis" },
		element(
			"p",
			null,
			badge(words(analysis.failure_type ?? "no type found"), "warning"),
			" ",
			analysis.reasoning ?? "",
		),
		note(
			`Categorised by ${words(analysis.source)}`,
			analysis.model && ` (${analysis.model})`,
			isKnown(analysis.confidence) && `, ${percent(analysis.confidence)} sure`,
		),
	);
}

function states(failure) {
	return ["state_diff", "state_before", "state_after"]
		.filter((name) => isKnown(failure[name]))
		.map((name) =>
			disclosure(
				name,
				words(name),
				false,
				element("pre", { class: "output" }, code(valueText(failure[name]))),
			),
		);
}

/** @param {any} failure failure_context of learn_comparison() */
export function failureSection(failure) {
	if (!failure) {
		return section(
			"failure",
			"Failure",
			note(
				"No failure led to this: it was written by hand, or the run is older than what is kept.",
			),
		);
	}
	return section(
		"failure",
		"Failure",
		element(
			"p",
			{ class: "error-message" },
			code(failure.error_message ?? "The executor gave no message."),
		),
		analysisOf(failure),
		facts([
			["Execution", code(failure.execution_id)],
			["Runbook", failure.runbook_id],
			["Incident", failure.incident_id && `${failure.incident_id}, ${failure.incident_type}`],
			["Client", failure.client_id],
			["Host", failure.hostname],
			["Platform", failure.platform],
			["Started", moment(failure.started_at)],
			["Took", duration(failure.duration_seconds)],
			["Verification", verified(failure)],
			["Retries", failure.retry_count || null],
			["Human feedback", failure.human_feedback],
			["Notes", failure.notes],
		]),
		element("h3", null, "Executed steps"),
		timeline(Array.isArray(failure.executed_steps) ? failure.executed_steps : []),
		output("Traceback", failure.error_traceback),
		states(failure),
	);
}
