/*
 * A stand-in for PostgREST, for tests only: HTTP in front of one schema of one
 * database.  PostgREST is in no package repository that the tests can install
 * from, so they run against this, and against the real server where there is
 * one (see ../gateway.mjs).  It is no server for anybody's data: it has no
 * limits on what it reads, and answers nobody but the loopback interface.
 *
 *     node main.js CONFIG
 *
 * CONFIG is a configuration file of PostgREST's; db-uri, db-schemas (one),
 * db-anon-role, jwt-secret, server-host and server-port are read, whatever
 * else it holds is refused.  What it does, it does as PostgREST does:
 *
 *   Requests    One transaction each, read only for GET, for HEAD and for a
 *               function that is not VOLATILE, with role, search_path and
 *               request.jwt.claims, .headers, .cookies, .method, .path set.
 *   Tokens      HS256; exp, nbf and iat with 30 seconds of tolerance.
 *               Without a token, or with another scheme than Bearer, the
 *               request is anonymous.
 *   /rpc/NAME   By GET and HEAD with arguments in the query, by POST with a
 *               JSON object or a form.  Values are converted by the types of
 *               the function's arguments; what no function takes is 404.
 *               Results: a scalar, void, one row, rows, a set of scalars.
 *   /NAME       Views and tables.  GET and HEAD; POST of an object or of an
 *               array of objects in one statement; PATCH, DELETE.
 *   Query       select (columns, paths into JSON, aliases, casts), order,
 *               limit, offset, and filters: eq neq gt gte lt lte like ilike
 *               match imatch is isdistinct in cs cd, each also with "not.".
 *   Prefer      count=exact, return=minimal and representation,
 *               resolution=ignore-duplicates.
 *   Accept      JSON, application/vnd.pgrst.object+json, and for a function
 *               that returns a domain named as a media type, that type.
 *   Settings    response.headers and response.status, by functions.
 *   Errors      The same statuses, codes and bodies.  SQLSTATE PGRST is not
 *               interpreted.
 *   /           An OpenAPI document of what the role may use, made of the
 *               comments in the database.
 *   NOTIFY      pgrst, or pgrst with 'reload schema', reads the schema again.
 *
 * What it does not do is answered with 501 and says so: related tables in
 * select, logical operators (or, and), full text and range operators, any and
 * all, aggregates, columns=, missing=default, merge-duplicates, PUT, CSV,
 * several schemas, Range headers, variadic and unnamed arguments, overloaded
 * functions.  Hints that PostgREST finds by similarity are given here only
 * where the function's name was right.
 */
import { readFileSync } from "node:fs";
import { startServer } from "./server.js";

const SETTINGS = [
	"db-uri",
	"db-schemas",
	"db-anon-role",
	"jwt-secret",
	"server-host",
	"server-port",
];

function readConfig(path) {
	const config = {};
	for (const line of readFileSync(path, "utf8").split("\n")) {
		if (/^\s*(#|$)/.test(line)) continue;
		const [, name, text, number] =
			/^\s*([a-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(\d+))\s*$/.exec(line) ?? [];
		if (!SETTINGS.includes(name)) {
			throw new Error(`the bridge does not know this setting: ${line}`);
		}
		config[name] = text?.replace(/\\(.)/g, "$1") ?? Number(number);
	}
	for (const name of SETTINGS) {
		if (config[name] === undefined) throw new Error(`${name} is missing`);
	}
	return config;
}

await startServer(readConfig(process.argv[2]));
