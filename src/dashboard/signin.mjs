/*
 * signin.mjs: asks for a token.
 */
import { element } from "./element.mjs";
import { button, field, note } from "./parts.mjs";
import { draft, state } from "./state.mjs";

/** The form, while one is needed; what was open waits below it. */
export function signInForm() {
	if (state.signIn === null) return null;
	return element(
		"section",
		{ class: "sign-in", "aria-labelledby": "sign-in-title", "data-key": "sign-in" },
		element("h1", { id: "sign-in-title", tabindex: "-1" }, "Sign in"),
		element(
			"p",
			null,
			"Paste the access token (JWT) that your organisation issued to you as a reviewer. " +
				"It stays in this tab and is forgotten when the tab is closed.",
		),
		element(
			"form",
			{ "data-submit": "signIn", novalidate: true },
			field(
				"Access token",
				element("textarea", {
					id: "token",
					rows: 4,
					autocomplete: "off",
					spellcheck: "false",
					autocapitalize: "off",
					"data-draft": "token",
					"data-id": "session",
					value: draft("session", "token"),
				}),
				state.invalid?.name === "token" ? state.invalid.text : state.signIn.message,
			),
			element(
				"div",
				{ class: "buttons" },
				button("", "Sign in", { type: "submit", class: "approve", "data-action": null }),
			),
		),
		state.review !== null && note("What you had open and typed is kept."),
	);
}
