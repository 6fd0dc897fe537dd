/*
 * format.mjs: numbers, times and names as people read them.
 *
 * What is not known is a dash: a page that shows 0 for it would be wrong.
 */

export const UNKNOWN = "\u2013";

/** @param {unknown} value @returns {boolean} */
export function isKnown(value) {
	return value !== null && value !== undefined;
}

/** @param {number} count @param {string} noun @param {string} [nouns] */
export function plural(count, noun, nouns = `${noun}s`) {
	return `${number(count)} ${Number(count) === 1 ? noun : nouns}`;
}

/** 12345 is 12,345. */
export function number(value) {
	return isKnown(value) ? Number(value).toLocaleString("en-US") : UNKNOWN;
}

/** 0.8712 is 87 %; what is not quite all or nothing does not become it. */
export function percent(value) {
	if (!isKnown(value)) return UNKNOWN;
	const share = Number(value) * 100;
	if (share > 99 && share < 100) return `${Math.floor(share * 10) / 10} %`;
	if (share > 0 && share < 1) return `${Math.ceil(share * 10) / 10} %`;
	return `${Math.round(share)} %`;
}

/** @type {[string, number][]} in seconds */
const UNITS = [
	["d", 86400],
	["h", 3600],
	["min", 60],
	["s", 1],
];

/** Seconds in the two largest units: 93 is 1 min 33 s. */
export function duration(seconds) {
	if (!isKnown(seconds) || Number.isNaN(Number(seconds))) return UNKNOWN;
	const value = Number(seconds);
	if (value < 1) return `${Math.round(value * 1000)} ms`;
	if (value < 10) return `${Math.round(value * 10) / 10} s`;
	const first = UNITS.findIndex(([, size]) => value >= size);
	let rest = Math.round(value);
	return UNITS.slice(first, first + 2)
		.map(([unit, size]) => {
			const count = Math.floor(rest / size);
			rest -= count * size;
			return count > 0 ? `${count} ${unit}` : "";
		})
		.filter((part) => part !== "")
		.join(" ");
}

/** How long ago, in one unit: 5 min. */
export function age(time, now = Date.now()) {
	const seconds = Math.max(0, (now - new Date(time).getTime()) / 1000);
	if (Number.isNaN(seconds)) return UNKNOWN;
	const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ["s", 1];
	return `${Math.floor(seconds / size)} ${unit}`;
}

/** 5 min ago, or just now. */
export function past(time, now = Date.now()) {
	const told = age(time, now);
	if (told === UNKNOWN) return UNKNOWN;
	return /^[0-4] s$/.test(told) ? "just now" : `${told} ago`;
}

/** How long until then, in one unit. */
export function remaining(time, now = Date.now()) {
	return age(now, Date.parse(time));
}

/** 2025-11-22 14:03 UTC */
export function dateTime(time) {
	const date = new Date(time);
	return !isKnown(time) || Number.isNaN(date.getTime())
		? UNKNOWN
		: `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** An interval as PostgreSQL prints it, "1 day 02:03:04.5", as 1 d 2 h. */
export function interval(text) {
	if (!isKnown(text)) return UNKNOWN;
	const match =
		/^(?:(\d+) years? ?)?(?:(\d+) mons? ?)?(?:(\d+) days? ?)?(?:(\d+):(\d\d):(\d\d(?:\.\d+)?))?$/.exec(
			text,
		);
	if (match === null) return String(text);
	const [years, months, days, hours, minutes, seconds] = match
		.slice(1)
		.map((part) => Number(part ?? 0));
	return duration(
		((years * 365 + months * 30 + days) * 24 + hours) * 3600 + minutes * 60 + seconds,
	);
}

/** The first characters of a digest, enough to tell two apart. */
export function shortDigest(digest) {
	return isKnown(digest) ? String(digest).slice(0, 12) : UNKNOWN;
}

/** needs_changes is "needs changes". */
export function words(name) {
	return isKnown(name) ? String(name).replace(/_/g, " ") : UNKNOWN;
}

/** A value of a runbook as text: strings as they are, all else as JSON. */
export function valueText(value) {
	return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
