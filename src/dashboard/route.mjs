/*
 * route.mjs: where one is, in the hash of the address, so that it can be sent
 * to a colleague.
 */

/** @typedef {{ page: string, id: string | null, parameters: Record<string, string> }} Route */

const PAGES = ["queue", "history", "measures"];

/** @param {string} address its hash @returns {Route} page "missing" for what does not exist */
export function parseHash(address) {
	const [path, query = ""] = address.replace(/^#?\/?/, "").split("?");
	const parameters = Object.fromEntries(new URLSearchParams(query));
	const [page, ...rest] = path.split("/");
	let id = null;
	try {
		id = decodeURIComponent(rest.join("/"));
	} catch {
		return { page: "missing", id: null, parameters };
	}
	if (page === "") return { page: "queue", id: null, parameters };
	if (page === "review" && id !== "") return { page, id, parameters };
	return { page: PAGES.includes(page) && id === "" ? page : "missing", id: null, parameters };
}

/** The link to a page: hash('queue', null, { priority: 'high' }). */
export function hash(page, id = null, parameters = {}) {
	const given = Object.entries(parameters).filter(
		([, value]) => value !== null && value !== undefined && value !== "",
	);
	return (
		`#/${page}${id === null ? "" : `/${encodeURIComponent(id)}`}` +
		(given.length > 0 ? `?${new URLSearchParams(given)}` : "")
	);
}
