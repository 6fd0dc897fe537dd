/*
 * messages.mjs: what happened, for the eye and for screen readers.
 */
import { element } from "./element.mjs";
import { past } from "./format.mjs";
import { button } from "./parts.mjs";
import { state } from "./state.mjs";

/** The answer to the last action. */
export function resultMessage() {
	return element(
		"div",
		{
			role: "status",
			"aria-label": "Result",
			id: "result",
			tabindex: "-1",
			class: state.result ? "banner good" : "banner empty",
			"data-key": "result",
		},
		state.result &&
			element("p", null, state.result, " ", button("dismiss", "Dismiss", { class: "link" })),
	);
}

/** Why the last action did not do what was wanted. */
export function problemMessage() {
	const problem = state.dialog === null ? state.problem : null;
	return element(
		"div",
		{
			role: "alert",
			"aria-label": "Problem",
			id: "problem",
			tabindex: "-1",
			class: problem ? "banner bad" : "banner empty",
			"data-key": "problem",
		},
		problem &&
			element(
				"div",
				null,
				element(
					"p",
					null,
					element("strong", { class: "sentence" }, problem.title),
					" ",
					button("dismiss", "Dismiss", { class: "link" }),
				),
				problem.detail && element("p", { class: "prose" }, problem.detail),
				problem.hint && element("p", null, problem.hint),
				(problem.changes ?? []).length > 0 && [
					element("p", { id: "what-changed" }, "What changed"),
					element(
						"ul",
						{ "aria-labelledby": "what-changed" },
						problem.changes.map((change) => element("li", null, change)),
					),
				],
			),
	);
}

const ADVICE = {
	0: "Check the network. What is shown stays, and is read again every 30 seconds.",
	403: "Sign out and sign in with the token of a reviewer.",
	404: "It may have been deleted, or the address is mistyped.",
	500: "The database\u2019s log tells more.",
	503: "The database is not ready; it is asked again every 30 seconds.",
};

const TITLES = { 0: "No connection", 403: "You may not read this", 404: "There is no such thing" };

/** Why what is shown is not current, or is not there. */
export function troubleMessage() {
	const trouble = state.trouble;
	return element(
		"div",
		{
			role: "status",
			"aria-label": "Trouble",
			class: trouble ? "banner warning" : "banner empty",
			"data-key": "trouble",
		},
		trouble &&
			element(
				"div",
				null,
				element(
					"p",
					null,
					element(
						"strong",
						null,
						`${TITLES[trouble.status] ?? "The server could not answer"}: `,
					),
					trouble.message,
					state.loadedAt !== null &&
						` \u2014 showing what was loaded ${past(state.loadedAt)}`,
					". ",
					button("refresh", "Try again"),
				),
				trouble.detail && element("p", { class: "prose" }, trouble.detail),
				element("p", null, trouble.hint ?? ADVICE[trouble.status] ?? ADVICE[500]),
			),
	);
}

/** How old what is shown is. */
export function freshness() {
	if (state.loadedAt === null) return "";
	const when = past(state.loadedAt);
	return state.trouble?.status === 0
		? `No connection, showing what was loaded ${when}`
		: `Updated ${when}`;
}
