/*
 * fields.mjs: the members of a step, or of a whole runbook, before and after.
 */
import { code, element } from "./element.mjs";
import { valueText, words } from "./format.mjs";
import { isEqual } from "./pairs.mjs";
import { wordChanges } from "./words.mjs";

/* What a reader wants first; others follow as they come. */
const ORDER = ["id", "action", "description", "shell", "command", "method", "url", "path"];

function rank(name) {
	const place = ORDER.indexOf(name);
	return place < 0 ? ORDER.length : place;
}

/* "because" is told beside the step, not as one of its settings. */
function names(before, after) {
	const all = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
	return [...all].sort((one, other) => rank(one) - rank(other));
}

function marked(parts, tag) {
	return parts.map((part) =>
		part.changed ? element(tag, null, code(part.text)) : code(part.text),
	);
}

function side(name, className, content) {
	return element(
		"div",
		{ class: `side ${className}` },
		element("span", { class: "side-name" }, name),
		element("div", { class: "value" }, content),
	);
}

/* A member that differs: both sides, the changed words marked. */
function changedField(before, after) {
	if (before === undefined) {
		return [
			side("Before", "older nothing", "absent"),
			side("After", "newer", element("ins", null, code(valueText(after)))),
		];
	}
	if (after === undefined) {
		return [
			side("Before", "older", element("del", null, code(valueText(before)))),
			side("After", "newer nothing", "absent"),
		];
	}
	const parts = wordChanges(valueText(before), valueText(after));
	return [
		side("Before", "older", marked(parts.before, "del")),
		side("After", "newer", marked(parts.after, "ins")),
	];
}

function row(name, isChanged, ...cells) {
	return element(
		"div",
		{ class: isChanged ? "row changed" : "row", "data-key": name },
		element(
			"dt",
			null,
			words(name),
			isChanged && element("span", { class: "hidden" }, " (changed)"),
		),
		element("dd", null, cells),
	);
}

/**
 * All members of both: those that differ side by side, the others once.
 * @param {any} before @param {any} after @param {string[]} [without]
 */
export function comparedFields(before, after, without = []) {
	return element(
		"dl",
		{ class: "fields compared" },
		names(before, after)
			.filter((name) => !without.includes(name))
			.map((name) =>
				isEqual(before?.[name], after?.[name])
					? row(
							name,
							false,
							element(
								"div",
								{ class: "side both" },
								element("div", { class: "value" }, code(valueText(after[name]))),
							),
						)
					: row(name, true, changedField(before?.[name], after?.[name])),
			),
	);
}

/** All members of what only one side has. */
export function plainFields(value, className, without = []) {
	return element(
		"dl",
		{ class: `fields ${className}` },
		names(value, null)
			.filter((name) => !without.includes(name))
			.map((name) =>
				row(
					name,
					false,
					element(
						"div",
						{ class: "side both" },
						element("div", { class: "value" }, code(valueText(value[name]))),
					),
				),
			),
	);
}
