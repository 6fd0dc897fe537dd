/*
 * dialogs.mjs: what asks for something of its own, above the page.
 */
import { element } from "./element.mjs";
import { button, decidingButton, digestText, field, note } from "./parts.mjs";
import { draft, state } from "./state.mjs";

/* Keys and the help tell the same. */
const KEYS = [
	["j, k", "next, previous row or changed step"],
	["Enter", "open the row"],
	["a", "approve"],
	["r", "reject"],
	["c", "request changes"],
	["?", "this help"],
	["Escape", "close this, or go back to the queue"],
];

function words(id, name, label, rows, isNeeded) {
	const problem = state.invalid?.name === name ? state.invalid.text : null;
	return field(
		label,
		element("textarea", {
			id: `dialog-${name}`,
			rows,
			"data-draft": name,
			"data-id": id,
			"aria-required": isNeeded ? "true" : null,
			spellcheck: name === "content" ? "false" : null,
			class: name === "content" ? "json" : null,
			value: draft(id, name),
		}),
		problem,
	);
}

function frame(kind, title, submit, ...content) {
	return element(
		"dialog",
		{ "aria-labelledby": "dialog-title", "data-key": kind, class: kind },
		element(
			"form",
			{ "data-submit": submit, novalidate: true },
			element("h2", { id: "dialog-title" }, title),
			content,
		),
	);
}

function buttons(text, className = "") {
	return element(
		"div",
		{ class: "buttons" },
		decidingButton("", text, { type: "submit", class: className, "data-action": null }),
		button("closeDialog", "Cancel"),
	);
}

/* An answer that concerns the dialog must be seen while it is open. */
function trouble() {
	const problem = state.problem;
	return element(
		"div",
		{ role: "alert", "aria-label": "Problem", "data-key": "problem" },
		problem &&
			element(
				"div",
				{ class: "problem" },
				element("p", null, element("strong", { class: "sentence" }, problem.title)),
				problem.detail && element("pre", { class: "prose" }, problem.detail),
				problem.hint && element("p", null, problem.hint),
			),
	);
}

function approve({ id }) {
	return frame(
		"approve",
		`Approve ${id}`,
		"approve",
		trouble(),
		note(
			"The content approved is ",
			digestText(state.review.comparison.digest),
			", revision ",
			String(state.review.comparison.improved.revision),
			".",
		),
		words(id, "notes", "Notes", 3, false),
		buttons("Approve", "approve"),
	);
}

function reject({ id }) {
	return frame(
		"reject",
		`Reject ${id}`,
		"reject",
		trouble(),
		note("Later drafts of this runbook are shown the reason."),
		words(id, "notes", "Reason", 4, true),
		buttons("Reject", "reject"),
	);
}

function requestChanges({ id }) {
	return frame(
		"requestChanges",
		`Request changes to ${id}`,
		"requestChanges",
		trouble(),
		note("It is written again, as the next revision, with these words."),
		words(id, "notes", "What should change", 5, true),
		buttons("Request changes"),
	);
}

function edit({ id }) {
	const isOld = draft(id, "content_of") !== state.review.latest.digest;
	return frame(
		"edit",
		`Edit ${id}`,
		"edit",
		isOld &&
			element(
				"p",
				{ class: "warning", "data-key": "old" },
				"This was begun from a content that has changed since, so it cannot be saved. ",
				button("startAgain", "Start again from the new content"),
			),
		note(
			"This becomes the next revision, written by you: approvals, claims and tests of this one end, " +
				"and somebody else must approve it.",
		),
		words(id, "content", "Runbook (JSON)", 22, true),
		words(id, "edit_notes", "Notes", 2, false),
		trouble(),
		buttons("Save as next revision"),
	);
}

function regenerate({ id }) {
	return frame(
		"regenerate",
		`Regenerate ${id}`,
		"regenerate",
		trouble(),
		note("The version in use becomes its parent, and it is written again against that."),
		words(id, "regenerate_reason", "Reason", 3, false),
		buttons("Regenerate"),
	);
}

function option(name, text) {
	return element(
		"p",
		null,
		element(
			"label",
			null,
			element("input", {
				type: "checkbox",
				"data-action": "option",
				"data-option": name,
				checked: state[name],
				"data-key": name,
			}),
			` ${text}`,
		),
	);
}

function help() {
	return element(
		"dialog",
		{ "aria-labelledby": "dialog-title", "data-key": "help", class: "help" },
		element("h2", { id: "dialog-title" }, "Keyboard shortcuts"),
		element(
			"dl",
			{ class: "facts" },
			KEYS.map(([key, text]) =>
				element(
					"div",
					{ "data-key": key },
					element("dt", null, element("kbd", null, key)),
					element("dd", null, text),
				),
			),
		),
		option("shortcuts", "Single keys do this"),
		option("refreshing", "Read again every 30 seconds"),
		element("div", { class: "buttons" }, button("closeDialog", "Close")),
	);
}

const DIALOGS = { approve, reject, requestChanges, edit, regenerate, help };

/** The dialog that is wanted, or null. */
export function currentDialog() {
	return state.dialog === null ? null : DIALOGS[state.dialog.kind](state.dialog);
}
