/*
 * effect.mjs: how much there is to gain: the failures a draft is meant to end.
 */
import { dailyChart } from "./charts.mjs";
import { element } from "./element.mjs";
import { isKnown, number, plural } from "./format.mjs";
import { ago, note, section } from "./parts.mjs";

function figure(value, noun, rest = "") {
	const name = Number(value) === 1 ? noun : `${noun}s`;
	return element(
		"li",
		{ "data-key": noun + rest },
		element("strong", null, number(value)),
		` ${name}${rest}`,
	);
}

/** @param {any} effect expected_effect of learn_comparison() */
export function effectSection(effect) {
	if (!effect) {
		return section(
			"effect",
			"Expected effect",
			note("It was not made for a group of failures, so how many it would end is not known."),
		);
	}
	const days = effect.recent_days ?? 30;
	return section(
		"effect",
		"Expected effect",
		element("p", null, "Failures like this one, which it is meant to end:"),
		element(
			"ul",
			{ class: "figures" },
			figure(effect.recent_failures, "failure", ` in ${days} days`),
			isKnown(effect.recent_hosts) && figure(effect.recent_hosts, "host"),
			isKnown(effect.recent_clients) && figure(effect.recent_clients, "client"),
			figure(effect.occurrences, "failure", " in all"),
		),
		Array.isArray(effect.by_day) &&
			element(
				"figure",
				null,
				dailyChart(effect.by_day, days),
				element(
					"figcaption",
					{ class: "note" },
					`${plural(days, "day")} until today, ${plural(effect.recent_failures ?? 0, "failure")}`,
				),
			),
		note("First seen ", ago(effect.first_seen), ", last seen ", ago(effect.last_seen), "."),
	);
}
