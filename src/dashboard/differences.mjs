/*
 * differences.mjs: what a draft changes, part by part, with reasons and risks.
 */
import { code, element } from "./element.mjs";
import { comparedFields, plainFields } from "./fields.mjs";
import { words } from "./format.mjs";
import { fieldChanges, rowKind, stepName, stepRows } from "./pairs.mjs";
import { badge, disclosure, leadTo, note, section } from "./parts.mjs";
import { comparedSteps, riskMark, risksOf } from "./steps.mjs";

/* These have sections of their own. */
const APART = ["id", "steps", "verification", "rollback"];

/* Names that a risk is shown at; the others are listed by themselves. */
function placesOf(content) {
	const members = Object.keys(content).filter((name) => name !== "id" && name !== "steps");
	const steps = [...(content.steps ?? []), ...(content.rollback ?? [])];
	return new Set([...members, ...steps.map(stepName)]);
}

/* Counted from what is shown, whatever the server counted. */
function summary(content, other, rows) {
	const counts = [
		["added", (row) => rowKind(row) === "added"],
		["removed", (row) => rowKind(row) === "removed"],
		["modified", (row) => rowKind(row) === "modified"],
		["moved", (row) => row.moved],
	].map(([name, fits]) => [rows.filter(fits).length, name]);
	const steps = counts.filter(([count]) => count > 0).map((count) => count.join(" "));
	const members = fieldChanges(other.content, content, ["id", "steps"]).map((change) =>
		words(change.field),
	);
	const told = [];
	if (steps.length > 0) told.push(`steps ${steps.join(", ")}`);
	if (members.length > 0) told.push(`changed ${members.join(", ")}`);
	return element(
		"p",
		{ "data-key": "summary", class: "summary" },
		`Against ${other.name}: ${told.length > 0 ? told.join("; ") : "nothing differs"}.`,
	);
}

function stepsSection(comparison, other, compared, remarks) {
	return section(
		"steps-section",
		"Steps",
		other
			? element(
					"div",
					{ class: "sides", "aria-hidden": "true" },
					element("div", null, "Before: ", other.name),
					element("div", null, "After: ", comparison.improved.id),
				)
			: note("There is no earlier version: all of this is new."),
		comparedSteps(compared, "Step", remarks),
	);
}

function reasonsOf(name, remarks) {
	return remarks.changes
		.filter((change) => change.step === name)
		.map((change, index) =>
			element(
				"p",
				{ class: "why", "data-key": `why-${name}-${index}` },
				element("strong", null, `${change.what}: `),
				change.why,
			),
		);
}

function verificationSection(content, other, remarks) {
	const older = other?.content.verification;
	const newer = content.verification;
	const beside = [risksOf("verification", remarks), reasonsOf("verification", remarks)];
	if (!older && !newer)
		return section(
			"verification",
			"Verification",
			note("There is none: nobody will know whether it helped."),
		);
	if (!older)
		return section(
			"verification",
			"Verification",
			other && badge("+ added", "good"),
			beside,
			plainFields(newer, "only-newer"),
		);
	if (!newer)
		return section(
			"verification",
			"Verification",
			badge("\u2212 removed", "bad"),
			beside,
			plainFields(older, "only-older"),
		);
	const isChanged = fieldChanges(older, newer).length > 0;
	return section(
		"verification",
		"Verification",
		isChanged ? badge("~ modified", "warning") : badge("= unchanged"),
		beside,
		comparedFields(older, newer),
	);
}

function rollbackSection(content, other, remarks) {
	const older = other?.content.rollback ?? [];
	const newer = content.rollback ?? [];
	return section(
		"rollback",
		"Rollback",
		risksOf("rollback", remarks),
		reasonsOf("rollback", remarks),
		older.length + newer.length === 0
			? note("There is none.")
			: comparedSteps(stepRows(older, newer, null), "Rollback step", remarks),
	);
}

function otherSection(content, other, remarks) {
	const changed = other
		? fieldChanges(other.content, content, APART).map((change) => change.field)
		: [];
	const rest = [
		...new Set([...Object.keys(content), ...Object.keys(other?.content ?? {})]),
	].filter((name) => !changed.includes(name) && !APART.includes(name));
	const pick = (names, from) =>
		Object.fromEntries(
			names.filter((name) => from?.[name] !== undefined).map((name) => [name, from[name]]),
		);
	return section(
		"other",
		other ? "Other changes" : "Other members",
		[...changed, ...rest].map((name) => [risksOf(name, remarks), reasonsOf(name, remarks)]),
		changed.length > 0
			? comparedFields(pick(changed, other.content), pick(changed, content))
			: other && note("Nothing else differs."),
		disclosure(
			"unchanged",
			other ? "Members that did not change" : "All members",
			!other,
			plainFields(pick(rest, content), "same"),
		),
	);
}

function riskLink(risk, remarks) {
	return [
		badge(
			remarks.acknowledged.has(risk.name) ? "acknowledged" : "open",
			remarks.acknowledged.has(risk.name) ? "plain" : "bad",
		),
		" ",
		leadTo(`risk:${risk.name}`, risk.name),
		` ${risk.text}`,
	];
}

function risksSection(content, remarks) {
	const places = placesOf(content);
	if (remarks.risks.length === 0) return null;
	return section(
		"risks",
		"Risks",
		note(
			"Each stands below where it belongs, with a box to tick. An approval needs all of them ticked.",
		),
		element(
			"ul",
			{ class: "plain" },
			remarks.risks.map((risk) =>
				element(
					"li",
					{ "data-key": risk.name },
					places.has(risk.step) ? riskLink(risk, remarks) : riskMark(risk, remarks),
				),
			),
		),
	);
}

/* The dangers among what policy finds are risks, and shown as such. */
function policySection(findings) {
	const told = findings.filter((finding) => finding.severity !== "danger");
	if (told.length === 0) return null;
	return section(
		"policy",
		"Policy",
		note("An error forbids the runbook; a warning is for you to judge."),
		element(
			"ul",
			{ class: "plain" },
			told.map((finding) =>
				element(
					"li",
					{ "data-key": `${finding.name} ${finding.path}` },
					badge(finding.severity, finding.severity === "error" ? "bad" : "warning"),
					" ",
					element("strong", null, finding.name),
					": ",
					code(finding.path),
					` ${finding.message}`,
				),
			),
		),
	);
}

/**
 * @param {any} comparison
 * @param {any} other content, name and digest of what it is compared with, or null
 * @param {import("./steps.mjs").Remarks} remarks
 */
export function differenceSections(comparison, other, remarks) {
	const { content } = comparison.improved;
	const compared = stepRows(
		other?.content.steps ?? [],
		content.steps ?? [],
		other ? comparison.differences : null,
	);
	return [
		other && summary(content, other, compared.rows),
		risksSection(content, remarks),
		policySection(comparison.policy ?? []),
		stepsSection(comparison, other, compared, remarks),
		verificationSection(content, other, remarks),
		rollbackSection(content, other, remarks),
		otherSection(content, other, remarks),
	];
}
