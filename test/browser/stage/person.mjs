/*
 * Somebody who asks over HTTP, with a token that says who it is.
 */
import { createHmac } from "node:crypto";

function encoded(value) {
	return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/* A token for these claims, signed with HMAC-SHA256. */
export function token(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
	const signed = `${encoded(header)}.${encoded(claims)}`;
	return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/* Requests and their answers, for those that were given a title. */
const transcript = [];

export function requestsSeen() {
	return transcript;
}

export class Person {
	#url;

	/* Without a role there is no token; claims are added to it. */
	constructor(url, secret, email, role, { claims = {}, lifetime = 3600 } = {}) {
		const exp = Math.floor(Date.now() / 1000) + lifetime;
		this.#url = url;
		this.email = email;
		this.token = role ? token({ role, email, exp, ...claims }, secret) : null;
	}

	/*
	 * The answer: status, reason, headers, text, and json, which is the text
	 * read, where it can be.  A title puts it into the transcript.
	 */
	async request(method, path, { query = {}, body, headers = {}, title } = {}) {
		const search = new URLSearchParams(query).toString();
		const target = search ? `${path}?${search}` : path;
		const sent = {
			...(this.token && { Authorization: `Bearer ${this.token}` }),
			...(body !== undefined && { "Content-Type": "application/json" }),
			...headers,
		};
		const raw = typeof body === "string" || body instanceof Uint8Array;
		const answer = await fetch(this.#url + target, {
			method,
			headers: sent,
			redirect: "manual",
			body: body === undefined || raw ? body : JSON.stringify(body),
		});
		const text = await answer.text();
		const { Authorization, ...shown } = sent;
		if (title) {
			transcript.push({
				title,
				method,
				target,
				headers: shown,
				body,
				status: answer.status,
				reason: answer.statusText,
				range: answer.headers.get("content-range"),
				text,
			});
		}
		let json;
		try {
			json = JSON.parse(text);
		} catch {
			json = undefined;
		}
		return {
			status: answer.status,
			reason: answer.statusText,
			headers: answer.headers,
			text,
			json,
		};
	}

	get(path, query, options) {
		return this.request("GET", path, { query, ...options });
	}

	post(path, body, options) {
		return this.request("POST", path, { body, ...options });
	}
}
