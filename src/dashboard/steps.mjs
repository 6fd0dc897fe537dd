/*
 * steps.mjs: steps of two versions side by side, with reasons and risks.
 */
import { code, drawing, element } from "./element.mjs";
import { comparedFields, plainFields } from "./fields.mjs";
import { plural } from "./format.mjs";
import { rowKind, rowSummary, stepName } from "./pairs.mjs";
import { badge, leadTo, note } from "./parts.mjs";

/**
 * What the steps are explained with.
 * @typedef {object} Remarks
 * @property {any[]} risks of the draft
 * @property {Set<string>} acknowledged
 * @property {any[]} changes of the draft: what was changed and why
 * @property {Set<string>} evidence executions that can be looked at
 * @property {boolean} canAcknowledge
 */

const KINDS = {
	added: ["+", "good"],
	removed: ["\u2212", "bad"],
	modified: ["~", "warning"],
	moved: ["\u2195", "info"],
	unchanged: ["=", "plain"],
};

/** One risk, with the box an approval needs ticked. */
export function riskMark(risk, remarks) {
	const isDone = remarks.acknowledged.has(risk.name);
	return element(
		"div",
		{
			class: isDone ? "risk done" : "risk",
			"data-key": `risk-${risk.name}`,
			"data-name": `risk:${risk.name}`,
		},
		element(
			"p",
			null,
			badge("risk", "bad"),
			" ",
			element("strong", null, String(risk.name).replace(/^.*\//s, "")),
			": ",
			risk.text,
		),
		remarks.canAcknowledge &&
			element(
				"label",
				null,
				element("input", {
					type: "checkbox",
					checked: isDone,
					"data-action": "acknowledge",
					"data-risk": risk.name,
					"aria-label": `Acknowledge ${risk.name}`,
				}),
				" I have looked at this and accept it",
			),
	);
}

/** The risks about a step or a member, by its name. */
export function risksOf(name, remarks) {
	return remarks.risks
		.filter((risk) => risk.step === name)
		.map((risk) => riskMark(risk, remarks));
}

function evidenceLink(id, remarks) {
	return remarks.evidence.has(id) ? leadTo(`evidence:${id}`, id) : code(id);
}

/* Why: as the engine tells the change, and as the step itself says. */
function reasons(row, remarks) {
	const step = row.after ?? row.before;
	const told = remarks.changes.filter((change) => change.step === stepName(step));
	const because = row.after?.because;
	const isTold = told.some((change) => change.why === because?.text);
	return [
		told.map((change, index) =>
			element(
				"p",
				{ class: "why", "data-key": `why-${index}` },
				element("strong", null, `${change.what}: `),
				change.why,
			),
		),
		because?.text &&
			!isTold &&
			element("p", { class: "why" }, element("strong", null, "because: "), because.text),
		(because?.executions ?? []).length > 0 &&
			element(
				"p",
				{ class: "why" },
				"taught by ",
				because.executions.map((id, index) => [
					index > 0 && ", ",
					evidenceLink(id, remarks),
				]),
			),
	];
}

function position(row) {
	return row.moved ? `${row.from} \u2192 ${row.to}` : String(row.to ?? row.from);
}

function stepHead(row, kind) {
	const step = row.after ?? row.before;
	const [sign, colour] = KINDS[kind];
	return element(
		"h3",
		null,
		element("span", { class: "position" }, position(row)),
		" ",
		element("span", { class: "step-name" }, stepName(step)),
		" ",
		step.id !== undefined && element("span", { class: "note" }, step.action),
		" ",
		kind !== "moved" && badge(`${sign} ${kind}`, colour),
		" ",
		row.moved && badge(`\u2195 moved from ${row.from} to ${row.to}`, "info"),
	);
}

/* The way of a moved step, drawn; the words beside it say the same. */
function way(row) {
	const isUp = row.to < row.from;
	return drawing(
		"svg",
		{ viewBox: "0 0 12 24", class: "way", "aria-hidden": "true" },
		drawing("path", { d: isUp ? "M6 22 V3 M2 8 L6 3 L10 8" : "M6 2 V21 M2 16 L6 21 L10 16" }),
	);
}

function stepBody(row, kind) {
	const without = ["because", "id", "action"];
	if (kind === "added") return plainFields(row.after, "only-newer", without);
	if (kind === "removed") return plainFields(row.before, "only-older", without);
	const isRenamed = row.changes.some(
		(change) => without.includes(change.field) && change.field !== "because",
	);
	return comparedFields(row.before, row.after, isRenamed ? ["because"] : without);
}

/* A step that stayed is one line, and opens to show itself. */
function unchangedStep(row, remarks) {
	const step = row.after;
	return element(
		"details",
		null,
		element(
			"summary",
			null,
			element("span", { class: "position" }, position(row)),
			" ",
			element("span", { class: "step-name" }, stepName(step)),
			" ",
			badge("= unchanged"),
			" ",
			code(String(step.command ?? step.action).split("\n", 1)[0], "first-line"),
		),
		reasons(row, remarks),
		plainFields(step, "same", ["because", "id", "action"]),
	);
}

function isOnlyBecause(row) {
	return row.changes.every((change) => change.field === "because");
}

function stepArticle(row, prefix, remarks) {
	const isSame = rowKind(row) === "modified" && isOnlyBecause(row);
	const kind = isSame ? (row.moved ? "moved" : "unchanged") : rowKind(row);
	const told =
		isSame && !row.moved
			? "unchanged"
			: rowSummary({ ...row, changes: isSame ? [] : row.changes });
	const name = `${prefix} ${row.to ?? row.from}: ${stepName(row.after ?? row.before)}, ${told}`;
	const marks = row.after ? risksOf(stepName(row.after), remarks) : [];
	return element(
		"article",
		{
			class: `step ${kind}`,
			"aria-label": name,
			tabindex: "-1",
			"data-key": `${row.from ?? ""}-${row.to ?? ""}-${kind}`,
			"data-change": kind === "unchanged" ? null : "",
		},
		kind === "unchanged"
			? [unchangedStep(row, remarks), marks]
			: [
					row.moved && way(row),
					stepHead(row, kind),
					marks,
					reasons(row, remarks),
					stepBody(row, kind),
				],
	);
}

/**
 * @param {{ rows: import("./pairs.mjs").Row[], doubted: boolean }} compared
 * @param {string} prefix what one is called: Step
 * @param {Remarks} remarks
 */
export function comparedSteps({ rows, doubted }, prefix, remarks) {
	return element(
		"div",
		{ class: "steps" },
		doubted &&
			element(
				"p",
				{ class: "warning", "data-key": "doubted" },
				"The differences as told do not fit the two contents, so steps are paired here by their names. " +
					"Read the whole texts below before you decide.",
			),
		rows.map((row) => stepArticle(row, prefix, remarks)),
		rows.length > 0 &&
			rows.every((row) => rowKind(row) === "unchanged") &&
			note(`${plural(rows.length, "step")}, none of them changed.`),
	);
}
