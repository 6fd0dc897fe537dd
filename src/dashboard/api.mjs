/*
 * api.mjs: what the page asks PostgREST.
 *
 * The token lives in sessionStorage, which other tabs do not see, and goes
 * into a header, never into an address.
 */

const TOKEN = "learn.token";
const PATIENCE_SECONDS = 20;

/* The page is a function among the functions, unless it is served as the root. */
const isFunction = location.pathname.endsWith("/learn_dashboard");
const FUNCTIONS = isFunction ? "" : "rpc/";
const VIEWS = isFunction ? "../" : "";

/** An answer that is none, or no answer. */
export class ApiError extends Error {
	/** @param {number} status of HTTP; 0: nothing came back */
	constructor(status, body) {
		super(body.message ?? "");
		this.status = status;
		this.code = body.code ?? null;
		this.detail = body.details ?? null;
		this.hint = body.hint ?? null;
	}

	/** The server is older than this page, or knows no such thing. */
	get isMissing() {
		return this.status === 404 && this.code !== "PT404";
	}
}

export function hasToken() {
	return sessionStorage.getItem(TOKEN) !== null;
}

/** Takes what was pasted; false when it cannot be a token. */
export function keepToken(text) {
	const token = text.trim().replace(/^Bearer\s+/i, "");
	if (!/^[\x21-\x7e]+$/.test(token)) return false;
	sessionStorage.setItem(TOKEN, token);
	return true;
}

export function dropToken() {
	sessionStorage.removeItem(TOKEN);
}

function headers(hasBody) {
	const token = sessionStorage.getItem(TOKEN);
	return {
		Accept: "application/json",
		...(hasBody ? { "Content-Type": "application/json" } : {}),
		...(token === null ? {} : { Authorization: `Bearer ${token}` }),
	};
}

async function readBody(response) {
	const text = await response.text();
	if (text === "") return null;
	try {
		return JSON.parse(text);
	} catch {
		throw new ApiError(response.ok ? 502 : response.status, {
			message: "the answer is not JSON",
			details: text.slice(0, 300),
		});
	}
}

async function ask(address, body) {
	let response;
	let value;
	try {
		response = await fetch(address, {
			method: body === undefined ? "GET" : "POST",
			headers: headers(body !== undefined),
			body: body === undefined ? undefined : JSON.stringify(body),
			cache: "no-store",
			credentials: "same-origin",
			redirect: "error",
			referrerPolicy: "no-referrer",
			signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000),
		});
		value = await readBody(response);
	} catch (error) {
		if (error instanceof ApiError) throw error;
		throw new ApiError(0, { message: "no answer from the server" });
	}
	if (!response.ok)
		throw new ApiError(response.status, { message: response.statusText, ...value });
	return value;
}

function query(parameters) {
	const given = Object.entries(parameters).filter(
		([, value]) => value !== null && value !== undefined,
	);
	return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

/** Asks a function that only reads. */
export function read(name, parameters = {}) {
	return ask(FUNCTIONS + name + query(parameters));
}

/** Asks a view; parameters are PostgREST's: order, limit, offset, filters. */
export function readView(name, parameters = {}) {
	return ask(VIEWS + name + query(parameters));
}

/** Calls a function that decides. */
export function decide(name, body) {
	return ask(FUNCTIONS + name, body);
}
