/*
 * parts.mjs: small pieces that several views are made of.
 */
import { element } from "./element.mjs";
import { dateTime, isKnown, past, shortDigest, UNKNOWN, words } from "./format.mjs";
import { state } from "./state.mjs";

/** How long ago; the exact time on pointing at it, and for machines. */
export function ago(time) {
	if (!isKnown(time)) return UNKNOWN;
	return element("time", { datetime: time, title: dateTime(time) }, past(time));
}

/** A moment, in full. */
export function moment(time) {
	return isKnown(time) ? element("time", { datetime: time }, dateTime(time)) : UNKNOWN;
}

/** A word in a frame; kind chooses the colour, which never tells alone. */
export function badge(text, kind = "plain") {
	return element("span", { class: `badge badge-${kind}` }, text);
}

const STATUS_KINDS = {
	pending_review: "info",
	in_review: "busy",
	needs_changes: "warning",
	approved: "good",
	rejected: "bad",
	withdrawn: "plain",
	active: "good",
	archived: "plain",
	pending: "info",
};

export function statusBadge(status) {
	return badge(words(status), STATUS_KINDS[status] ?? "plain");
}

export function priorityBadge(priority) {
	return badge(priority ?? UNKNOWN, { high: "bad", medium: "warning" }[priority] ?? "plain");
}

export function digestText(digest) {
	return element("code", { class: "digest", title: digest ?? "" }, shortDigest(digest));
}

/** A part of a page with a heading; found by its name. */
export function section(key, title, ...children) {
	return element(
		"section",
		{ "data-key": key, "aria-labelledby": `${key}-title`, class: key },
		element("h2", { id: `${key}-title`, tabindex: "-1" }, title),
		children,
	);
}

/** What can be opened. */
export function disclosure(key, summary, isOpen, ...children) {
	return element(
		"details",
		{ "data-key": key, open: isOpen },
		element("summary", null, summary),
		children,
	);
}

export function note(...children) {
	return element("p", { class: "note" }, children);
}

/** Names and values; those without a value are left out. */
export function facts(pairs) {
	return element(
		"dl",
		{ class: "facts" },
		pairs
			.filter(([, value]) => isKnown(value) && value !== "" && value !== UNKNOWN)
			.map(([name, value]) =>
				element(
					"div",
					{ "data-key": name },
					element("dt", null, name),
					element("dd", null, value),
				),
			),
	);
}

export function button(action, text, attributes = {}) {
	return element("button", { type: "button", "data-action": action, ...attributes }, text);
}

/** A button that decides something: not before the last decision is answered. */
export function decidingButton(action, text, attributes = {}) {
	return button(action, text, {
		"aria-disabled": state.busy !== null ? "true" : null,
		...attributes,
	});
}

/** Leads to another place of the page, by its id or data-name. */
export function leadTo(target, text) {
	return button("reveal", text, { class: "link", "data-target": target });
}

/** A label above its field, and what is wrong with it below. */
export function field(label, control, problem = null) {
	const id = control.id;
	if (problem) {
		control.setAttribute("aria-invalid", "true");
		control.setAttribute("aria-describedby", `${id}-problem`);
	}
	return element(
		"div",
		{ class: "field" },
		element("label", { for: id }, label),
		control,
		problem && element("p", { id: `${id}-problem`, class: "field-problem" }, problem),
	);
}

/**
 * @param {string} caption its name
 * @param {{ title: string, cell: (row: any) => unknown, kind?: string }[]} columns
 *   kind "number" is set to the right, "head" heads its row
 * @param {any[]} rows
 * @param {(row: any, index: number) => string} keyOf
 */
export function table(caption, columns, rows, keyOf) {
	const cell = (column, row) =>
		element(
			column.kind === "head" ? "th" : "td",
			{
				role: column.kind === "head" ? "rowheader" : "cell",
				class: column.kind ?? null,
				scope: column.kind === "head" ? "row" : null,
				"data-label": column.title,
			},
			element("div", null, column.cell(row)),
		);
	return element(
		"div",
		{ class: "table", "data-key": caption },
		element(
			"table",
			{ role: "table" },
			element("caption", null, caption),
			element(
				"thead",
				{ role: "rowgroup" },
				element(
					"tr",
					{ role: "row" },
					columns.map((column) =>
						element(
							"th",
							{ scope: "col", role: "columnheader", class: column.kind ?? null },
							column.title,
						),
					),
				),
			),
			element(
				"tbody",
				{ role: "rowgroup" },
				rows.map((row, index) =>
					element(
						"tr",
						{ role: "row", "data-key": keyOf(row, index) },
						columns.map((column) => cell(column, row)),
					),
				),
			),
		),
	);
}

/** Links that choose among a few; the choice is in the address. */
export function choice(name, options, chosen) {
	return element(
		"nav",
		{ "aria-label": name, class: "choice" },
		options.map(([value, text, href]) =>
			element(
				"a",
				{
					href,
					"aria-current": value === chosen ? "true" : null,
					"data-key": `choice-${value}`,
				},
				text,
			),
		),
	);
}

/** A place where something will be, or why there is nothing. */
export function placeholder(text, hint = null) {
	return element(
		"div",
		{ class: "placeholder" },
		element("p", null, text),
		hint && element("p", { class: "note" }, hint),
	);
}

/** The heading of a page, which gets the focus when one comes to it. */
export function pageTitle(text, ...beside) {
	return element(
		"div",
		{ class: "title", "data-key": "title" },
		element("h1", { id: "title", tabindex: "-1" }, text),
		beside,
	);
}
