/*
 * /NAME: rows of a view or a table.
 */
import { RequestError, notDone, unknownColumn, unreadableBody } from "./errors.js";
import { identifier } from "./statement.js";

export function relationFor(cache, schema, name) {
	const relation = cache.relations.get(name);
	if (relation) return relation;
	throw new RequestError(
		404,
		"PGRST205",
		`Could not find the table '${schema}.${name}' in the schema cache`,
	);
}

export function sourceOfRelation(schema, relation) {
	return `SELECT * FROM ${identifier(schema)}.${identifier(relation.name)}`;
}

/* The rows in a body, which all have the same columns. */
function rowsOf(body, contentType) {
	if (contentType !== "application/json") throw notDone(contentType);
	let value;
	try {
		value = JSON.parse(body);
	} catch {
		throw unreadableBody();
	}
	const rows = Array.isArray(value) ? value : [value];
	if (!rows.every((row) => row !== null && typeof row === "object" && !Array.isArray(row))) {
		throw unreadableBody("All object keys must match");
	}
	const columns = Object.keys(rows[0] ?? {});
	for (const row of rows) {
		const keys = Object.keys(row);
		if (keys.length !== columns.length || !columns.every((name) => name in row)) {
			throw unreadableBody("All object keys must match");
		}
	}
	return { count: rows.length, columns };
}

function typedColumns(relation, columns) {
	return columns
		.map((name) => {
			const column = relation.columns.find((known) => known.name === name);
			if (!column) throw unknownColumn(relation.name, name);
			return `${identifier(name)} ${column.type}`;
		})
		.join(", ");
}

function conflictSql(relation, preferences) {
	const resolution = preferences.get("resolution");
	if (resolution === undefined || relation.key.length === 0) return "";
	if (resolution !== "ignore-duplicates") throw notDone(`resolution=${resolution}`);
	return ` ON CONFLICT (${relation.key.map(identifier).join(", ")}) DO NOTHING`;
}

/* One INSERT for all rows of the body; null when there is none. */
export function insertSql(schema, relation, request, parameters) {
	const { count, columns } = rowsOf(request.body, request.contentType);
	const table = `${identifier(schema)}.${identifier(relation.name)}`;
	if (count === 0) return null;
	if (columns.length === 0) throw notDone("rows without columns");
	const names = columns.map(identifier).join(", ");
	const types = typedColumns(relation, columns);
	const text = `${parameters.add(request.body)}::json`;
	return (
		`INSERT INTO ${table} (${names}) SELECT ${names} FROM json_to_recordset(` +
		`CASE json_typeof(${text}) WHEN 'array' THEN ${text} ELSE json_build_array(${text}) END)` +
		` AS given(${types})${conflictSql(relation, request.preferences)}`
	);
}

export function updateSql(schema, relation, request, query, parameters) {
	const { columns } = rowsOf(request.body, request.contentType);
	const types = typedColumns(relation, columns);
	const set = columns.map((name) => `${identifier(name)} = given.${identifier(name)}`);
	return (
		`UPDATE ${identifier(schema)}.${identifier(relation.name)} AS target SET ${set.join(", ")}` +
		` FROM json_to_record(${parameters.add(request.body)}::json) AS given(${types})` +
		query.whereSql("target", parameters)
	);
}

export function deleteSql(schema, relation, query, parameters) {
	return (
		`DELETE FROM ${identifier(schema)}.${identifier(relation.name)} AS target` +
		query.whereSql("target", parameters)
	);
}
