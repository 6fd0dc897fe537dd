/*
 * tests.mjs: tests of a draft, and a form for one more.
 */
import { element } from "./element.mjs";
import { ago, badge, decidingButton, field, note, section, table } from "./parts.mjs";
import { draft, state } from "./state.mjs";

function results(tests) {
	if (tests.length === 0) return note("Nobody has recorded a test of this yet.");
	return table(
		"Test results",
		[
			{ title: "Test", kind: "head", cell: (test) => test.test_name },
			{
				title: "Outcome",
				cell: (test) =>
					badge(test.passed ? "passed" : "failed", test.passed ? "good" : "bad"),
			},
			{
				title: "Of",
				cell: (test) =>
					test.current
						? "this content"
						: badge(
								test.revision
									? `revision ${test.revision}: does not count`
									: "another content: does not count",
								"warning",
							),
			},
			{ title: "Details", cell: (test) => test.details ?? "" },
			{ title: "Tested", cell: (test) => [ago(test.tested_at), ` by ${test.tested_by}`] },
		],
		tests,
		(test, index) => `${test.test_name}-${test.tested_at}-${index}`,
	);
}

function choice(id, value, text) {
	return element(
		"label",
		null,
		element("input", {
			type: "radio",
			name: "outcome",
			value,
			"data-draft": "test_outcome",
			"data-id": id,
			checked: draft(id, "test_outcome") === value,
			"data-key": value,
		}),
		` ${text}`,
	);
}

function problem(name) {
	return state.invalid?.name === name ? state.invalid.text : null;
}

function form(id) {
	return element(
		"form",
		{ class: "test-form", "data-submit": "addTest", "data-id": id, novalidate: true },
		element("h3", null, "Add a result"),
		field(
			"Test name",
			element("input", {
				id: "test-name",
				type: "text",
				autocomplete: "off",
				"data-draft": "test_name",
				"data-id": id,
				value: draft(id, "test_name"),
			}),
			problem("test_name"),
		),
		element(
			"fieldset",
			problem("test_outcome") && { "aria-describedby": "outcome-problem" },
			element("legend", null, "Outcome"),
			choice(id, "passed", "Passed"),
			choice(id, "failed", "Failed"),
			problem("test_outcome") &&
				element(
					"p",
					{ id: "outcome-problem", class: "field-problem" },
					problem("test_outcome"),
				),
		),
		field(
			"Details",
			element("textarea", {
				id: "test-details",
				rows: 2,
				"data-draft": "test_details",
				"data-id": id,
				value: draft(id, "test_details"),
			}),
		),
		decidingButton("", "Add test result", { type: "submit", "data-action": null }),
	);
}

/** @param {any[]} tests @param {boolean} canAdd */
export function testsSection(id, tests, canAdd) {
	return section("tests", "Tests", results(tests), canAdd && form(id));
}
