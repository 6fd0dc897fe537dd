/*
 * Errors as PostgREST reports them: a status, a code, and a body that says
 * the same.
 */

export class RequestError extends Error {
	constructor(status, code, message, more = {}) {
		super(message);
		this.status = status;
		this.code = code;
		this.details = more.details ?? null;
		this.hint = more.hint ?? null;
		this.reason = more.reason;
		this.headers = more.headers ?? {};
	}

	body() {
		return JSON.stringify({
			code: this.code,
			details: this.details,
			hint: this.hint,
			message: this.message,
		});
	}
}

/* PostgREST would have an answer; a test that needs it must extend this. */
export function notDone(what) {
	return new RequestError(501, "BRIDGE", `the test bridge does not do this: ${what}`);
}

export function unreadableBody(message = "Empty or invalid json") {
	return new RequestError(400, "PGRST102", message);
}

export function unreadableQuery(message, details = null) {
	return new RequestError(400, "PGRST100", message, { details });
}

export function unknownColumn(relation, column) {
	return new RequestError(
		400,
		"PGRST204",
		`Could not find the '${column}' column of '${relation}' in the schema cache`,
	);
}

/* By SQLSTATE, and where there is none by its class; 400 else. */
const STATUSES = {
	"08": 503,
	"09": 500,
	"0L": 403,
	"0P": 403,
	23503: 409,
	23505: 409,
	25006: 405,
	21000: 500,
	25: 500,
	28: 403,
	"2D": 500,
	38: 500,
	39: 500,
	"3B": 500,
	40: 500,
	53400: 500,
	53: 503,
	54: 500,
	55: 500,
	"57P01": 503,
	57: 500,
	58: 500,
	F0: 500,
	HV: 500,
	P0001: 400,
	P0: 500,
	XX: 500,
	42883: 404,
	"42P01": 404,
	"42P17": 500,
};

function statusOf(error, authenticated) {
	const state = error.code;
	if (state === "42501") return authenticated ? 403 : 401;
	if (state === "22023" && /^role.*does not exist$/s.test(error.message)) {
		return 401;
	}
	if (/^PT\d{3}$/.test(state)) return Number(state.slice(2));
	return STATUSES[state] ?? STATUSES[state.slice(0, 2)] ?? 400;
}

/*
 * PostgREST writes the message of a PTnnn into the status line as it is.
 * Nothing but printable ASCII may come there, and here it cannot.
 */
function reasonOf(error) {
	if (!/^PT\d{3}$/.test(error.code)) return undefined;
	if (/^[\x20-\x7e]*$/.test(error.message)) return error.message;
	throw new Error(`no reason phrase of HTTP: ${JSON.stringify(error.message)}`);
}

/* What the driver raised, as an answer. */
export function fromDatabase(error, authenticated) {
	if (error instanceof RequestError) return error;
	if (!/^[0-9A-Z]{5}$/.test(error.code ?? "") || error.severity === undefined) {
		const lost = /terminat|closed|ECONN|ENOENT/.test(`${error.code} ${error.message}`);
		if (!lost) throw error;
		return new RequestError(
			503,
			"PGRST000",
			"Database connection error. Retrying the connection.",
			{ details: error.message },
		);
	}
	const status = statusOf(error, authenticated);
	return new RequestError(status, error.code, error.message, {
		details: error.detail,
		hint: error.hint,
		reason: reasonOf(error),
		headers: status === 401 ? { "WWW-Authenticate": "Bearer" } : {},
	});
}
