/*
 * main.mjs: ties events to actions, and starts.
 *
 * Elements carry names (data-action, data-submit, data-draft) instead of
 * listeners, so that they can be replaced without losing any.
 */
import { CHANGES, CLICKS, closeDialog, SUBMITS } from "./actions.mjs";
import { onKey } from "./keyboard.mjs";
import { go, tick } from "./load.mjs";
import { render } from "./page.mjs";
import { setDraft, state } from "./state.mjs";
import { restoreChoices } from "./theme.mjs";

const TICK_SECONDS = 5;

function onClick(event) {
	const target = event.target.closest("[data-action]");
	if (target === null || !Object.hasOwn(CLICKS, target.dataset.action)) return;
	event.preventDefault();
	if (target.getAttribute("aria-disabled") !== "true" || target.dataset.action === "approve")
		CLICKS[target.dataset.action](target);
}

function onSubmit(event) {
	event.preventDefault();
	SUBMITS[event.target.dataset.submit]?.();
}

function onInput(event) {
	const { draft, id } = event.target.dataset;
	if (draft === undefined) return;
	setDraft(id, draft, event.target.value);
	if (state.invalid?.name === draft) {
		state.invalid = null;
		render();
	}
}

function onChange(event) {
	CHANGES[event.target.dataset.action]?.(event.target);
}

/* Escape closes a dialog by itself; the state must follow. */
function onClose(event) {
	if (event.target.isConnected && state.dialog !== null) closeDialog();
}

function onLeave(event) {
	if (state.drafts.size > 0) event.preventDefault();
}

function start() {
	restoreChoices();
	document.addEventListener("click", onClick);
	document.addEventListener("submit", onSubmit);
	document.addEventListener("input", onInput);
	document.addEventListener("change", onChange);
	document.addEventListener("keydown", onKey);
	document.addEventListener("close", onClose, true);
	document.addEventListener("visibilitychange", tick);
	window.addEventListener("hashchange", () => go());
	window.addEventListener("online", tick);
	window.addEventListener("beforeunload", onLeave);
	setInterval(tick, TICK_SECONDS * 1000);
	go(true);
}

start();
