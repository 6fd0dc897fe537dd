/*
 * /rpc/NAME: finds the function that takes these arguments, and calls it.
 */
import { RequestError, notDone, unreadableBody } from "./errors.js";
import { identifier } from "./statement.js";

function noFunction(schema, name, given, byPost, known) {
	const names = given.length === 0 ? " without parameters" : `(${given.join(", ")})`;
	const details =
		(given.length === 0
			? " without parameters"
			: ` with parameter${given.length > 1 ? "s" : ""} ${given.join(", ")}`) +
		(byPost ? " or with a single unnamed json/jsonb parameter" : "");
	const all = known?.arguments
		.map((argument) => argument.name)
		.sort()
		.join(", ");
	return new RequestError(
		404,
		"PGRST202",
		`Could not find the function ${schema}.${name}${names} in the schema cache`,
		{
			details: `Searched for the function ${schema}.${name}${details}, but no matches were found in the schema cache.`,
			hint: known ? `Perhaps you meant to call the function ${schema}.${name}(${all})` : null,
		},
	);
}

/* The function of that name, if it takes the arguments given. */
export function functionFor(cache, schema, name, given, byPost) {
	const known = cache.functions.get(name);
	const takes = known?.arguments.map((argument) => argument.name);
	if (known && !known.callable) throw notDone(`arguments of ${name}`);
	if (
		!known ||
		!given.every((argument) => takes.includes(argument)) ||
		known.arguments.some((argument) => argument.required && !given.includes(argument.name))
	) {
		throw noFunction(schema, name, [...given].sort(), byPost, known);
	}
	return known;
}

/* The arguments in a body: their names, and JSON that the database reads. */
export function argumentsOfBody(body, contentType) {
	if (contentType === "application/x-www-form-urlencoded") {
		const object = Object.fromEntries(new URLSearchParams(body));
		return { names: Object.keys(object), json: JSON.stringify(object) };
	}
	if (contentType !== "application/json") throw notDone(contentType);
	if (body === "") return { names: [], json: "{}" };
	let value;
	try {
		value = JSON.parse(body);
	} catch {
		throw unreadableBody();
	}
	const first = Array.isArray(value) ? (value[0] ?? {}) : value;
	if (first === null || typeof first !== "object") throw unreadableBody();
	return { names: Object.keys(first), json: body };
}

/* The call as SQL that stands in FROM or SELECT. */
function callSql(schema, fn, given, source) {
	const passed = given.map((name) => `${identifier(name)} := ${source(name)}`);
	return `${identifier(schema)}.${identifier(fn.name)}(${passed.join(", ")})`;
}

/* The source of the answer, for arguments from the query string. */
function byQuery(schema, fn, given, parameters) {
	const typeOf = (name) => fn.arguments.find((a) => a.name === name).type;
	const values = new Map(given);
	const call = callSql(
		schema,
		fn,
		[...values.keys()],
		(name) => `${parameters.add(values.get(name))}::${typeOf(name)}`,
	);
	return { call, from: "" };
}

/* The same for arguments in JSON: the first object, where there are several. */
function byBody(schema, fn, { names, json }, parameters) {
	if (names.length === 0) return { call: callSql(schema, fn, []), from: "" };
	const types = names.map(
		(name) => `${identifier(name)} ${fn.arguments.find((a) => a.name === name).type}`,
	);
	const text = `${parameters.add(json)}::json`;
	const call = callSql(schema, fn, names, (name) => `given.${identifier(name)}`);
	return {
		call,
		from:
			` FROM json_to_record(CASE json_typeof(${text}) WHEN 'array'` +
			` THEN ${text} -> 0 ELSE ${text} END) AS given(${types.join(", ")})`,
	};
}

/*
 * SQL whose rows are those of the function, in columns if it has any, else in
 * one that is named "value".
 */
export function sourceOfCall(schema, fn, given, parameters) {
	const { call, from } = Array.isArray(given)
		? byQuery(schema, fn, given, parameters)
		: byBody(schema, fn, given, parameters);
	if (!fn.composite) return `SELECT ${call} AS value${from}`;
	return from === ""
		? `SELECT called.* FROM ${call} AS called`
		: `SELECT called.*${from}, LATERAL ${call} AS called`;
}
