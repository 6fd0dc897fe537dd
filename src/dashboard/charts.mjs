/*
 * charts.mjs: two small drawings.  Whoever does not see them finds the same
 * numbers in the words or the table beside.
 */
import { drawing } from "./element.mjs";
import { isKnown, plural } from "./format.mjs";

const DAY = 24 * 3600 * 1000;

/* Every day, those without failures too, in order. */
function everyDay(days, count, now) {
	const failures = new Map(
		days.map((entry) => [String(entry.day).slice(0, 10), Number(entry.failures) || 0]),
	);
	const today = Math.floor(now / DAY) * DAY;
	return Array.from({ length: count }, (nothing, index) => {
		const day = new Date(today - (count - 1 - index) * DAY).toISOString().slice(0, 10);
		return { day, failures: failures.get(day) ?? 0 };
	});
}

/**
 * Failures a day, as bars.
 * @param {{ day: string, failures: number }[]} days @param {number} count of days until now
 */
export function dailyChart(days, count, now = Date.now()) {
	const all = everyDay(days, count, now);
	const most = Math.max(1, ...all.map((entry) => entry.failures));
	const width = 10;
	return drawing(
		"svg",
		{
			class: "daily",
			viewBox: `0 0 ${count * width} 60`,
			role: "img",
			preserveAspectRatio: "none",
			"aria-label": `Failures by day, the last ${count} days, ${most} at most in one day`,
		},
		drawing("line", { class: "axis", x1: 0, y1: 59.5, x2: count * width, y2: 59.5 }),
		all.map((entry, index) =>
			drawing(
				"rect",
				{
					class: "bar-failed",
					x: index * width + 1,
					width: width - 2,
					y: 59 - (entry.failures / most) * 56,
					height: (entry.failures / most) * 56,
				},
				drawing("title", null, `${entry.day}: ${plural(entry.failures, "failure")}`),
			),
		),
	);
}

/** A success rate, the dot, within its interval, the line, from 0 to 1. */
export function rateChart(rate, low, high) {
	if (!isKnown(rate)) return null;
	const at = (share) => 4 + Number(share) * 192;
	return drawing(
		"svg",
		{ class: "rate", viewBox: "0 0 200 16", "aria-hidden": "true" },
		drawing("line", { class: "axis", x1: 4, y1: 8, x2: 196, y2: 8 }),
		[0, 0.5, 1].map((share) =>
			drawing("line", { class: "axis", x1: at(share), y1: 5, x2: at(share), y2: 11 }),
		),
		isKnown(low) &&
			isKnown(high) &&
			drawing("line", { class: "spread", x1: at(low), y1: 8, x2: at(high), y2: 8 }),
		drawing("circle", { class: "dot", cx: at(rate), cy: 8, r: 4 }),
	);
}
