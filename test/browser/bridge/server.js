/*
 * Between HTTP and the API: requests are read, answers and errors are written.
 */
import { createServer } from "node:http";
import pg from "pg";
import { Api } from "./api.js";
import { SchemaCache } from "./cache.js";
import { fromDatabase, unreadableBody } from "./errors.js";
import { JSON_TYPE } from "./media.js";
import { whoAsks } from "./tokens.js";

function preferencesOf(header) {
	const pairs = (header ?? "").split(",").map((pair) => pair.trim().split("="));
	return new Map(pairs.filter(([name]) => name !== ""));
}

async function received(incoming) {
	const chunks = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const { pathname, search } = new URL(incoming.url, "http://bridge");
	try {
		return {
			method: incoming.method,
			path: decodeURIComponent(pathname),
			search,
			headers: incoming.headers,
			preferences: preferencesOf(incoming.headers.prefer),
			contentType: (incoming.headers["content-type"] ?? JSON_TYPE).split(";")[0].trim(),
			body: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)),
		};
	} catch {
		throw unreadableBody();
	}
}

function refusalAnswer(refusal) {
	return {
		status: refusal.status,
		reason: refusal.reason,
		body: refusal.body(),
		type: JSON_TYPE,
		headers: { ...refusal.headers, "Proxy-Status": `PostgREST; error=${refusal.code}` },
	};
}

async function answerTo(incoming, api, config) {
	let authenticated = false;
	try {
		const request = await received(incoming);
		const who = whoAsks(
			request.headers.authorization,
			config["jwt-secret"],
			config["db-anon-role"],
		);
		({ authenticated } = who);
		return await api.answer(request, who);
	} catch (error) {
		return refusalAnswer(fromDatabase(error, authenticated));
	}
}

/* A defect, of the bridge or of what it calls: no answer of PostgREST's. */
function defectAnswer(error) {
	console.error(error);
	return { status: 500, type: "text/plain", body: `${error.stack}\n` };
}

function send(outgoing, incoming, { status, reason, headers = {}, body = "", type }) {
	const charset = type?.endsWith("json") ? "; charset=utf-8" : "";
	outgoing.setHeader("Server", "postgrest (test bridge)");
	if (incoming.headers.origin) outgoing.setHeader("Access-Control-Allow-Origin", "*");
	if (type) outgoing.setHeader("Content-Type", type + charset);
	for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
	outgoing.writeHead(status, reason);
	outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

export async function startServer(config) {
	const pool = new pg.Pool({ connectionString: config["db-uri"], max: 10 });
	const cache = new SchemaCache(config["db-uri"], config["db-schemas"]);
	const api = new Api(pool, cache, config);
	pool.on("error", () => {}); // an idle connection was lost: the next is new
	await cache.follow();
	const server = createServer(async (incoming, outgoing) => {
		const answer = await answerTo(incoming, api, config).catch(defectAnswer);
		send(outgoing, incoming, answer);
	});
	server.listen(config["server-port"], config["server-host"]);
}
