/*
 * What the database returned, as an answer: status, headers, body, type.
 */
import { RequestError, notDone } from "./errors.js";
import { OBJECT_TYPE } from "./media.js";
import { identifier } from "./statement.js";

function singleObject(rows, body) {
	if (rows === 1) return body;
	throw new RequestError(406, "PGRST116", "Cannot coerce the result to a single JSON object", {
		details: `The result contains ${rows} rows`,
	});
}

/*
 * Rows as a JSON array, or as the one object asked for.  source: SQL, whose
 * parameters have been added.
 */
export async function rowsAnswer(client, source, query, request, type, parameters) {
	const counted = request.preferences.get("count");
	if (counted !== undefined && counted !== "exact") throw notDone(`count=${counted}`);
	const total = counted
		? `(SELECT count(*) FROM source${query.whereSql("source", parameters)})`
		: "NULL";
	const page = query.pageSql("source", parameters);
	const form = type === OBJECT_TYPE ? "json_agg(page) -> 0" : "json_agg(page)";
	const {
		rows: [found],
	} = await client.query(
		`WITH source AS (${source}) SELECT ${total}::int AS total, count(*)::int AS rows,
			coalesce((${form})::text, '[]') AS body FROM (${page}) page`,
		parameters.values,
	);
	const { total: all, rows } = found;
	if (all !== null && query.offset > all) {
		throw new RequestError(416, "PGRST103", "Requested range not satisfiable", {
			details: `An offset of ${query.offset} was requested, but there are only ${all} rows.`,
			headers: { "Content-Range": `*/${all}` },
		});
	}
	const range = rows === 0 ? "*" : `${query.offset}-${query.offset + rows - 1}`;
	return {
		status: all !== null && rows < all ? 206 : 200,
		headers: { "Content-Range": `${range}/${all ?? "*"}` },
		body: type === OBJECT_TYPE ? singleObject(rows, found.body) : found.body,
		type,
	};
}

/* One value: as JSON, or as it is where its type says what it is. */
async function valueAnswer(client, fn, source, type, parameters) {
	const raw = `value::${identifier(fn.type_schema)}.${identifier(type)}::text`;
	const sql =
		type === fn.media_type
			? `SELECT coalesce(${raw}, '') AS body FROM (${source}) source`
			: `SELECT coalesce((json_agg(value) -> 0)::text, 'null') AS body FROM (${source}) source`;
	const {
		rows: [{ body }],
	} = await client.query(sql, parameters.values);
	return { status: 200, body, type };
}

/* What a function returned. */
export async function callAnswer(client, fn, source, query, request, type, parameters) {
	if (fn.void) {
		await client.query(source, parameters.values);
		return { status: 204 };
	}
	if (fn.set) return rowsAnswer(client, source, query, request, type, parameters);
	if (query.filters.length > 0 || query.select !== "*" || query.order) {
		throw new RequestError(400, "42703", "a single value has no columns");
	}
	if (!fn.composite) return valueAnswer(client, fn, source, type, parameters);
	const answer = await rowsAnswer(client, source, query, request, OBJECT_TYPE, parameters);
	return { ...answer, type };
}

/* Rows that a statement has written, or nothing of them. */
export async function createdAnswer(client, statement, request, type, parameters) {
	if (statement === null || request.preferences.get("return") !== "representation") {
		if (statement !== null) await client.query(statement, parameters.values);
		return { status: 201 };
	}
	const written = await client.query(
		`WITH source AS (${statement} RETURNING *) SELECT count(*)::int AS rows,
			coalesce(json_agg(source), '[]')::text AS body,
			(json_agg(source) -> 0)::text AS object FROM source`,
		parameters.values,
	);
	const [{ rows, body, object }] = written.rows;
	return { status: 201, type, body: type === OBJECT_TYPE ? singleObject(rows, object) : body };
}

/* Rows that were changed or deleted. */
export async function changedAnswer(client, statement, request, parameters) {
	if (request.preferences.get("return") === "representation") {
		throw notDone("representation of what was changed");
	}
	await client.query(statement, parameters.values);
	return { status: 204 };
}
