/*
 * theme.mjs: what a reader chose for this browser: looks, keys, refreshing.
 */
import { state } from "./state.mjs";

const THEMES = ["system", "dark", "light"];

/* A browser may refuse storage; then a choice holds until the page is left. */
function remember(name, value) {
	try {
		localStorage.setItem(`learn.${name}`, value);
	} catch {
		/* Nothing is lost but the memory of it. */
	}
}

function remembered(name) {
	try {
		return localStorage.getItem(`learn.${name}`);
	} catch {
		return null;
	}
}

export function theme() {
	return document.documentElement.dataset.theme ?? THEMES[0];
}

function setTheme(name) {
	if (name === THEMES[0]) delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = name;
}

export function nextTheme() {
	setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
	remember("theme", theme());
}

/** @param {'shortcuts' | 'refreshing'} name */
export function setOption(name, isOn) {
	state[name] = isOn;
	remember(name, isOn ? "on" : "off");
}

export function restoreChoices() {
	const name = remembered("theme");
	if (THEMES.includes(name)) setTheme(name);
	state.shortcuts = remembered("shortcuts") !== "off";
	state.refreshing = remembered("refreshing") !== "off";
}
