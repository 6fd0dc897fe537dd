/*
 * page.mjs: the whole page for a state, brought onto the screen.
 */
import { hasToken } from "./api.mjs";
import { currentDialog } from "./dialogs.mjs";
import { element } from "./element.mjs";
import { freshness, problemMessage, resultMessage, troubleMessage } from "./messages.mjs";
import { button, pageTitle, placeholder } from "./parts.mjs";
import { patch } from "./patch.mjs";
import { historyPage } from "./history.mjs";
import { measuresPage } from "./measures.mjs";
import { queuePage } from "./queue.mjs";
import { reviewPage } from "./review.mjs";
import { hash } from "./route.mjs";
import { signInForm } from "./signin.mjs";
import { state } from "./state.mjs";
import { visible } from "./text.mjs";
import { theme } from "./theme.mjs";

const LINKS = [
	["queue", "Queue"],
	["history", "History"],
	["measures", "Measures"],
];

function missingPage() {
	return [
		pageTitle("There is no such page here"),
		placeholder(
			"The address is mistyped, or of another version of this page.",
			"The links above lead on.",
		),
	];
}

const PAGES = {
	queue: queuePage,
	review: reviewPage,
	history: historyPage,
	measures: measuresPage,
	missing: missingPage,
};

function session() {
	if (state.signIn !== null || (state.who === null && !hasToken())) return null;
	return element(
		"div",
		{ role: "group", "aria-label": "Signed in", class: "session", "data-key": "session" },
		state.who?.reviewer &&
			element(
				"span",
				null,
				state.who.reviewer,
				state.who.role &&
					state.who.role !== state.who.reviewer &&
					element("span", { class: "note" }, ` ${state.who.role}`),
			),
		button("signOut", "Sign out"),
	);
}

function header() {
	return element(
		"header",
		{ "data-key": "header" },
		element("p", { class: "brand" }, "Runbook reviews"),
		element(
			"nav",
			{ "aria-label": "Pages" },
			LINKS.map(([page, text]) =>
				element(
					"a",
					{
						href: hash(page),
						"data-key": page,
						"aria-current": state.route.page === page ? "page" : null,
					},
					text,
				),
			),
		),
		element("span", { id: "freshness", class: "note", "data-key": "freshness" }, freshness()),
		element(
			"div",
			{ class: "tools", "data-key": "tools" },
			button("refresh", "Refresh"),
			button("theme", `Theme: ${theme()}`),
			button("help", "Keyboard shortcuts"),
		),
		session(),
	);
}

/* An answer of another shape must not look like an empty or an old page. */
function currentPage() {
	try {
		return PAGES[state.route.page]();
	} catch (error) {
		console.error(error);
		return [
			pageTitle("This cannot be shown"),
			placeholder(
				`The page could not make sense of what the server sent: ${error.message}`,
				"Is it of the same version as the page? Load the page again.",
			),
		];
	}
}

function content() {
	return element(
		"div",
		{ "data-key": "content", hidden: state.signIn !== null },
		resultMessage(),
		problemMessage(),
		troubleMessage(),
		currentPage(),
	);
}

function main() {
	return element(
		"main",
		{ id: "content", tabindex: "-1", "data-key": "main" },
		signInForm(),
		content(),
	);
}

/* A dialog is closed before it goes, so that the focus returns to where it was. */
function showDialog() {
	const place = document.getElementById("dialogs");
	const wanted = currentDialog();
	if (wanted === null) place.querySelector("dialog[open]")?.close();
	patch(place, wanted);
	const dialog = place.querySelector("dialog");
	if (dialog !== null && !dialog.open) dialog.showModal();
}

/* Whoever was at something that is gone now goes on where the news are. */
function keepFocus(focused) {
	if (
		focused === null ||
		focused === document.body ||
		focused.isConnected ||
		state.dialog !== null
	)
		return;
	const place = state.signIn
		? "sign-in-title"
		: state.result
			? "result"
			: state.problem
				? "problem"
				: "title";
	document.getElementById(place)?.focus({ preventScroll: true });
}

function titleText() {
	const { page, id } = state.route;
	const name = page === "review" ? id : (LINKS.find(([one]) => one === page)?.[1] ?? "");
	return visible(name === "" ? "Runbook reviews" : `${name} \u00b7 Runbook reviews`);
}

/** Shows the state as it is now. */
export function render() {
	const focused = document.activeElement;
	document.title = titleText();
	patch(
		document.getElementById("page"),
		element(
			"a",
			{ href: "#content", class: "skip", "data-action": "skip", "data-key": "skip" },
			"Skip to the content",
		),
		header(),
		main(),
	);
	showDialog();
	keepFocus(focused);
}

/** Shows how old it is, without a look at anything else. */
export function renderAge() {
	const place = document.getElementById("freshness");
	if (place !== null && place.textContent !== freshness()) place.textContent = freshness();
}
