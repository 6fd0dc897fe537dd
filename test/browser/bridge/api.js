/*
 * Which resource a request is about, and what is done with it.
 */
import { argumentsOfBody, functionFor, sourceOfCall } from "./calls.js";
import { RequestError, notDone } from "./errors.js";
import { JSON_TYPE, OBJECT_TYPE, OPENAPI_TYPE, negotiated } from "./media.js";
import { openApiDocument } from "./openapi.js";
import { Query } from "./query.js";
import { deleteSql, insertSql, relationFor, sourceOfRelation, updateSql } from "./relations.js";
import { callAnswer, changedAnswer, createdAnswer, rowsAnswer } from "./results.js";
import { Parameters } from "./statement.js";
import { inTransaction } from "./transaction.js";

const READS = ["GET", "HEAD"];

export class Api {
	#pool;
	#cache;
	#config;
	#schema;

	constructor(pool, cache, config) {
		this.#pool = pool;
		this.#cache = cache;
		this.#config = config;
		this.#schema = config["db-schemas"];
	}

	answer(request, who) {
		const [, first, second, ...more] = request.path.split("/");
		if (first === "" && second === undefined) return this.#describe(request, who);
		if (first === "rpc" && second && more.length === 0) return this.#call(request, who, second);
		if (second === undefined) return this.#touch(request, who, first);
		throw new RequestError(404, "PGRST125", "Invalid path specified in request URL");
	}

	#inTransaction(request, who, readOnly, work) {
		return inTransaction(this.#pool, this.#schema, request, who, readOnly, work);
	}

	#call(request, who, name) {
		const byPost = request.method === "POST";
		if (!byPost && !READS.includes(request.method)) {
			throw new RequestError(
				405,
				"PGRST101",
				`Cannot use the ${request.method} method on RPC`,
			);
		}
		const query = new Query(request.search, !byPost);
		const given = byPost ? argumentsOfBody(request.body, request.contentType) : query.arguments;
		const names = byPost ? given.names : [...new Set(given.map(([argument]) => argument))];
		const fn = functionFor(this.#cache, this.#schema, name, names, byPost);
		const offers = [
			JSON_TYPE,
			OBJECT_TYPE,
			...(fn.media_type && !fn.set ? [fn.media_type] : []),
		];
		const type = negotiated(request.headers.accept, offers);
		return this.#inTransaction(request, who, !byPost || !fn.volatile, (client) => {
			const parameters = new Parameters();
			const source = sourceOfCall(this.#schema, fn, given, parameters);
			return callAnswer(client, fn, source, query, request, type, parameters);
		});
	}

	#touch(request, who, name) {
		const relation = relationFor(this.#cache, this.#schema, name);
		const type = negotiated(request.headers.accept, [JSON_TYPE, OBJECT_TYPE]);
		const query = new Query(request.search, false);
		if (READS.includes(request.method)) {
			return this.#inTransaction(request, who, true, (client) =>
				rowsAnswer(
					client,
					sourceOfRelation(this.#schema, relation),
					query,
					request,
					type,
					new Parameters(),
				),
			);
		}
		return this.#write(request, who, relation, query, type);
	}

	#write(request, who, relation, query, type) {
		const parameters = new Parameters();
		const write = (answer, statement, ...more) =>
			this.#inTransaction(request, who, false, (client) =>
				answer(client, statement, request, ...more, parameters),
			);
		if (request.method === "POST") {
			return write(
				createdAnswer,
				insertSql(this.#schema, relation, request, parameters),
				type,
			);
		}
		if (request.method === "PATCH") {
			return write(
				changedAnswer,
				updateSql(this.#schema, relation, request, query, parameters),
			);
		}
		if (request.method === "DELETE") {
			return write(changedAnswer, deleteSql(this.#schema, relation, query, parameters));
		}
		throw notDone(request.method);
	}

	#describe(request, who) {
		const type = negotiated(request.headers.accept, [OPENAPI_TYPE, JSON_TYPE]);
		return this.#inTransaction(request, who, true, async (client) => ({
			status: 200,
			body: JSON.stringify(await openApiDocument(client, this.#cache, this.#config)),
			type,
		}));
	}
}
