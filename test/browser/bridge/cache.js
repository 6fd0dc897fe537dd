/*
 * What the exposed schema holds, read once, and again when told to.
 */
import pg from "pg";

const FUNCTIONS = `
	SELECT p.proname AS name,
		coalesce(to_json(p.proargnames), '[]') AS names,
		coalesce(to_json(p.proargmodes::text[]), '[]') AS modes,
		p.pronargs AS inputs, p.pronargdefaults AS defaults,
		(SELECT coalesce(json_agg(format_type(a.type, NULL) ORDER BY a.n), '[]')
			FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(type, n)) AS types,
		p.provolatile = 'v' AS volatile, p.proretset AS set,
		t.typtype = 'c' OR t.typname = 'record' AS composite,
		t.typname = 'void' AS void,
		CASE WHEN t.typname LIKE '%/%' THEN t.typname END AS media_type,
		n.nspname AS type_schema,
		obj_description(p.oid, 'pg_proc') AS comment,
		p.oid::text AS oid
	FROM pg_proc p
	JOIN pg_type t ON t.oid = p.prorettype
	JOIN pg_namespace n ON n.oid = t.typnamespace
	WHERE p.pronamespace = $1::text::regnamespace AND p.prokind = 'f'
	  AND t.typname NOT IN ('trigger', 'event_trigger')
	ORDER BY p.proname`;

/* A view's key is that of a table it shows the columns of by their names. */
const RELATIONS = `
	SELECT c.relname AS name, c.oid::text AS oid,
		obj_description(c.oid, 'pg_class') AS comment,
		json_agg(json_build_object('name', a.attname,
			'type', format_type(a.atttypid, NULL), 'required', a.attnotnull,
			'comment', col_description(c.oid, a.attnum)) ORDER BY a.attnum) AS columns,
		coalesce((SELECT json_agg(DISTINCT k.attname)
			FROM pg_index i
			JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
			JOIN pg_attribute s ON s.attrelid = c.oid AND s.attname = k.attname
			WHERE i.indisprimary AND (i.indrelid = c.oid OR EXISTS (
				SELECT FROM pg_rewrite w JOIN pg_depend d ON d.objid = w.oid
				WHERE w.ev_class = c.oid AND d.refobjid = i.indrelid AND d.refobjsubid = k.attnum))),
			'[]') AS key
	FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
	GROUP BY c.oid, c.relname
	ORDER BY c.relname`;

function describedFunction(row) {
	const input = (_, i) => ["i", "b", undefined].includes(row.modes[i]);
	const names = row.names.filter(input).slice(0, row.inputs);
	return {
		...row,
		arguments: names.map((name, i) => ({
			name,
			type: row.types[i],
			required: i < row.inputs - row.defaults,
		})),
		/* Functions with unnamed or variadic arguments are left to PostgREST. */
		callable: names.length === row.inputs && !names.includes(""),
	};
}

export class SchemaCache {
	#connection;
	#uri;
	#schema;
	functions = new Map();
	relations = new Map();
	comment = null;

	constructor(uri, schema) {
		this.#uri = uri;
		this.#schema = schema;
	}

	/* Reads the schema, and again at each notification until the bridge ends. */
	async follow() {
		this.#connection = new pg.Client({ connectionString: this.#uri });
		this.#connection.on("error", () => this.#reconnect());
		this.#connection.on("notification", ({ payload }) => {
			if (payload === "" || payload === "reload schema") void this.#read();
		});
		await this.#connection.connect();
		await this.#connection.query("LISTEN pgrst");
		await this.#read();
	}

	#reconnect() {
		setTimeout(() => this.follow().catch(() => this.#reconnect()), 100);
	}

	async #read() {
		const {
			rows: [{ comment }],
		} = await this.#connection.query(
			"SELECT obj_description($1::text::regnamespace, 'pg_namespace') AS comment",
			[this.#schema],
		);
		const functions = await this.#connection.query(FUNCTIONS, [this.#schema]);
		const relations = await this.#connection.query(RELATIONS, [this.#schema]);
		this.comment = comment;
		this.functions = new Map(functions.rows.map((row) => [row.name, describedFunction(row)]));
		this.relations = new Map(relations.rows.map((row) => [row.name, row]));
	}
}
