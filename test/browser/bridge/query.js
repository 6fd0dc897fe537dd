/*
 * The query string: which columns, which rows, in which order.
 */
import { RequestError, notDone, unreadableQuery } from "./errors.js";
import { identifier, literal } from "./statement.js";

const COMPARISONS = {
	eq: "=",
	neq: "<>",
	gt: ">",
	gte: ">=",
	lt: "<",
	lte: "<=",
	like: "LIKE",
	ilike: "ILIKE",
	match: "~",
	imatch: "~*",
	isdistinct: "IS DISTINCT FROM",
	cs: "@>",
	cd: "<@",
};
const IS = ["null", "not_null", "true", "false", "unknown"];
const NOT_DONE = ["fts", "plfts", "phfts", "wfts", "ov", "sl", "sr", "nxr", "nxl", "adj"];
const FILTER = new RegExp(
	`^(not\\.)?(${[...Object.keys(COMPARISONS), "is", "in", ...NOT_DONE].join("|")})` +
		"(\\([^)]*\\))?\\.(.*)$",
	"s",
);
const PATH = /^([^->]+)((?:->>?[^->]+)*)$/;
const RESERVED = ["select", "order", "limit", "offset"];
const RESERVED_NOT_DONE = ["columns", "on_conflict", "and", "or", "not.and", "not.or"];

/* A column, or a path into its JSON, as SQL. */
function columnSql(text, table) {
	const [, name, path] = PATH.exec(text) ?? [];
	if (name === undefined) {
		throw unreadableQuery(`"failed to parse column (${text})"`);
	}
	const keys = path.match(/->>?[^->]+/g) ?? [];
	return keys.reduce(
		(sql, key) => {
			const [, arrow, member] = /^(->>?)(.+)$/.exec(key);
			return sql + arrow + (/^-?\d+$/.test(member) ? member : literal(member));
		},
		`${table}.${identifier(name)}`,
	);
}

/* Splits at commas that are in no brackets and no quotes. */
function splitList(text) {
	const items = [""];
	let depth = 0;
	for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|./gs)) {
		if (part === "(") depth++;
		if (part === ")") depth--;
		if (part === "," && depth === 0) items.push("");
		else items[items.length - 1] += part;
	}
	return items;
}

function listOf(text) {
	const [, inner] = /^\((.*)\)$/s.exec(text) ?? [];
	if (inner === undefined) {
		throw unreadableQuery(`"failed to parse filter (in.${text})"`);
	}
	return inner === ""
		? []
		: splitList(inner).map((item) =>
				/^".*"$/s.test(item) ? item.slice(1, -1).replace(/\\(.)/gs, "$1") : item,
			);
}

function filterSql({ column, negated, operator, value }, table, parameters) {
	const left = columnSql(column, table);
	let condition;
	if (operator === "is") {
		const word = value.toLowerCase();
		if (!IS.includes(word)) {
			throw unreadableQuery(`"failed to parse filter (is.${value})"`);
		}
		condition =
			word === "not_null" ? `${left} IS NOT NULL` : `${left} IS ${word.toUpperCase()}`;
	} else if (operator === "in") {
		condition = `${left} = ANY (${parameters.add(listOf(value))})`;
	} else {
		const pattern = operator.endsWith("like") ? value.replace(/\*/g, "%") : value;
		condition = `${left} ${COMPARISONS[operator]} ${parameters.add(pattern)}`;
	}
	return negated ? `NOT (${condition})` : condition;
}

function orderSql(text, table) {
	return splitList(text)
		.map((item) => {
			const [, column, direction, nulls] =
				/^(.+?)(?:\.(asc|desc))?(?:\.(nullsfirst|nullslast))?$/.exec(item) ?? [];
			if (column === undefined || column.includes(".")) {
				throw unreadableQuery(`"failed to parse order (${text})"`);
			}
			return (
				columnSql(column, table) +
				(direction === "desc" ? " DESC" : "") +
				(nulls ? ` NULLS ${nulls.slice("nulls".length).toUpperCase()}` : "")
			);
		})
		.join(", ");
}

function selectSql(text, table) {
	return splitList(text)
		.map((item) => {
			if (item === "*") return `${table}.*`;
			if (item.includes("(")) throw notDone(`select=${item}`);
			const [, alias, column, cast] =
				/^(?:([^:]+):(?!:))?([^:]+)(?:::([a-z_ ]+))?$/.exec(item) ?? [];
			if (column === undefined) {
				throw unreadableQuery(`"failed to parse select parameter (${text})"`);
			}
			const sql = columnSql(column, table);
			const name = alias ?? column.split(/->>?/).pop();
			return `${cast ? `CAST(${sql} AS ${cast})` : sql} AS ${identifier(name)}`;
		})
		.join(", ");
}

function wholeNumber(name, text) {
	if (!/^-?\d+$/.test(text)) {
		throw unreadableQuery(`"failed to parse ${name} parameter (${text})"`);
	}
	if (text.startsWith("-")) {
		throw new RequestError(416, "PGRST103", "Requested range not satisfiable", {
			details: `${name === "limit" ? "Limit" : "Offset"} should be greater than or equal to zero.`,
		});
	}
	return Number(text);
}

export class Query {
	filters = [];
	arguments = [];
	select = "*";
	order = null;
	limit = null;
	offset = 0;

	/*
	 * With withArguments, what is no filter is an argument of a function; else
	 * it is an error.
	 */
	constructor(search, withArguments) {
		for (const [name, value] of new URLSearchParams(search)) {
			if (RESERVED_NOT_DONE.includes(name)) throw notDone(`${name}=`);
			if (RESERVED.includes(name)) this.#take(name, value);
			else this.#filterOrArgument(name, value, withArguments);
		}
	}

	#take(name, value) {
		const number = name === "limit" || name === "offset";
		this[name] = number ? wholeNumber(name, value) : value;
	}

	#filterOrArgument(name, value, withArguments) {
		const [, not, operator, modifier, operand] = FILTER.exec(value) ?? [];
		if (operator === undefined) {
			if (!withArguments) {
				throw unreadableQuery(
					`"failed to parse filter (${value})" (line 1, column 1)`,
					'unexpected value expecting "not" or operator (eq, gt, ...)',
				);
			}
			this.arguments.push([name, value]);
			return;
		}
		if (modifier || NOT_DONE.includes(operator)) throw notDone(`${name}=${value}`);
		this.filters.push({ column: name, negated: not !== undefined, operator, value: operand });
	}

	whereSql(table, parameters) {
		if (this.filters.length === 0) return "";
		return (
			" WHERE " +
			this.filters.map((filter) => filterSql(filter, table, parameters)).join(" AND ")
		);
	}

	/* The rows of this page, of a table in FROM. */
	pageSql(table, parameters) {
		return (
			`SELECT ${selectSql(this.select, table)} FROM ${table}` +
			this.whereSql(table, parameters) +
			(this.order ? ` ORDER BY ${orderSql(this.order, table)}` : "") +
			(this.limit === null ? "" : ` LIMIT ${this.limit}`) +
			(this.offset === 0 ? "" : ` OFFSET ${this.offset}`)
		);
	}
}
