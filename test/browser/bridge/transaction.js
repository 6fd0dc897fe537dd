/*
 * The transaction of a request: whose it is, and what it set for the answer.
 */
import { RequestError } from "./errors.js";
import { identifier } from "./statement.js";

function sortedJson(value) {
	return JSON.stringify(value, (_, member) =>
		member !== null && typeof member === "object" && !Array.isArray(member)
			? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
			: member,
	);
}

/* response.headers: a list of objects, each of one name and its value. */
function headersSet(text) {
	const headers = {};
	try {
		for (const object of JSON.parse(text ?? "[]")) {
			const [[name, value], ...more] = Object.entries(object);
			if (typeof value !== "string" || more.length > 0) throw new TypeError(name);
			const key = name.toLowerCase();
			headers[key] = key in headers ? [headers[key], value].flat() : value;
		}
	} catch {
		throw new RequestError(
			500,
			"PGRST111",
			"response.headers guc must be a JSON array composed of objects with a single key and a string value",
		);
	}
	return headers;
}

function statusSet(text) {
	if (text === null) return undefined;
	if (/^[1-5]\d\d$/.test(text)) return Number(text);
	throw new RequestError(500, "PGRST112", "response.status guc must be a valid status code");
}

async function begin(client, schema, request, who, readOnly) {
	await client.query(`BEGIN ${readOnly ? "READ ONLY" : "READ WRITE"}`);
	await client.query(
		`SELECT set_config('search_path', $1, true), set_config('role', $2, true),
			set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),
			set_config('request.path', $5, true), set_config('request.headers', $6, true),
			set_config('request.cookies', '{}', true)`,
		[
			`${identifier(schema)}, "public"`,
			who.role,
			sortedJson(who.claims),
			request.method,
			request.path,
			sortedJson(request.headers),
		],
	);
}

/* Does work, which returns an answer, as who asks. */
export async function inTransaction(pool, schema, request, who, readOnly, work) {
	const client = await pool.connect();
	let broken;
	try {
		await begin(client, schema, request, who, readOnly);
		const answer = await work(client);
		const {
			rows: [set],
		} = await client.query(
			`SELECT nullif(current_setting('response.headers', true), '') AS headers,
				nullif(current_setting('response.status', true), '') AS status`,
		);
		answer.headers = { ...answer.headers, ...headersSet(set.headers) };
		answer.status = statusSet(set.status) ?? answer.status;
		await client.query("COMMIT");
		return answer;
	} catch (error) {
		await client.query("ROLLBACK").catch((lost) => {
			broken = lost;
		});
		throw error;
	} finally {
		client.release(broken);
	}
}
