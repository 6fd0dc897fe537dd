/*
 * keyboard.mjs: single keys, never while somebody is typing.
 */
import { CLICKS, openDecision } from "./actions.mjs";
import { hash } from "./route.mjs";
import { state } from "./state.mjs";

/* Where one was on which page, should the row have gone. */
let lastPlace = -1;
let lastRoute = null;

function isTyping(target) {
	return (
		target instanceof Element &&
		target.closest(
			"input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]",
		) !== null
	);
}

/* Rows of a list, or changed steps of a review. */
function move(by) {
	const places = [
		...document.querySelectorAll(
			state.route.page === "review" ? "[data-change]" : "[data-row]",
		),
	];
	if (places.length === 0) return;
	if (lastRoute !== state.route) lastPlace = -1;
	lastRoute = state.route;
	const now = places.findIndex((place) => place.contains(document.activeElement));
	const from = now >= 0 ? now : by > 0 ? lastPlace - 1 : lastPlace;
	lastPlace = Math.max(0, Math.min(places.length - 1, from + by));
	places[lastPlace].focus();
	places[lastPlace].scrollIntoView({ block: "nearest" });
}

function back() {
	if (state.route.page !== "queue") location.hash = hash("queue", null, state.queueParameters);
}

const KEYS = {
	j: () => move(1),
	k: () => move(-1),
	a: () => openDecision("approve"),
	r: () => openDecision("reject"),
	c: () => openDecision("requestChanges"),
	"?": () => CLICKS.help(),
	Escape: back,
};

/* Keys that mean something else now, or are switched off. */
function isOthers(event) {
	const isSingle = event.key !== "Escape" && event.key !== "?";
	return (
		event.ctrlKey ||
		event.metaKey ||
		event.altKey ||
		event.isComposing ||
		isTyping(event.target) ||
		state.dialog !== null ||
		state.signIn !== null ||
		(isSingle && !state.shortcuts)
	);
}

/** @param {KeyboardEvent} event */
export function onKey(event) {
	if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isTyping(event.target)) {
		event.target.form?.requestSubmit();
		return;
	}
	if (isOthers(event) || !Object.hasOwn(KEYS, event.key)) return;
	event.preventDefault();
	KEYS[event.key]();
}
