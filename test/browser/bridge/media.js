/*
 * Which form of an answer a request asks for.
 */
import { RequestError } from "./errors.js";

export const JSON_TYPE = "application/json";
export const OBJECT_TYPE = "application/vnd.pgrst.object+json";
export const OPENAPI_TYPE = "application/openapi+json";

/* The media types of an Accept header, the most wanted first. */
function wanted(accept) {
	return (accept ?? "*/*")
		.split(",")
		.map((range) => {
			const [type, ...rest] = range
				.trim()
				.toLowerCase()
				.split(/\s*;\s*/);
			const quality = rest.map((part) => /^q=([\d.]+)$/.exec(part)?.[1]).find(Boolean);
			return { type, quality: quality === undefined ? 1 : Number(quality) };
		})
		.sort((a, b) => b.quality - a.quality)
		.map(({ type }) => type);
}

/* The first wanted that is on offer; whoever takes anything gets the first offer. */
export function negotiated(accept, offers) {
	for (const type of wanted(accept)) {
		if (type === "*/*") return offers[0];
		if (offers.includes(type)) return type;
	}
	throw new RequestError(
		406,
		"PGRST107",
		`None of these media types are available: ${wanted(accept).join(", ")}`,
	);
}
