/*
 * Who may do what, who it was, and what clients are told when it cannot be
 * done.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import {
	accepted,
	approval,
	approve,
	comparison,
	refused,
	reviewStatus,
} from "./stage/answers.mjs";
import { DECIDERS, OPERATORS, READERS, VIEWS } from "./stage/calls.mjs";
import { requestsSeen, token } from "./stage/person.mjs";
import { runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { transcriptText } from "./stage/transcript.mjs";

const AWKWARD = 'it\'s "quoted", 100 % — naïve\n\tline 2 \\n; DROP TABLE x; -- <b>😀</b> eq.zz';

const stage = await Stage.start("refusals");
await stage.install();
const anonymous = stage.person();
const executor = stage.executor();
const alice = stage.person("alice@example.org", "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");
const carol = stage.administrator();

after(async () => {
	writeFileSync(`${stage.output()}/refusals.md`, transcriptText(requestsSeen()));
	await stage.stop();
});

const approvedId = await stage.draft("RB-LNX-APPROVE-001");
accepted(await approve(alice, approvedId));
const rejectedId = await stage.draft("RB-LNX-REJECT-001");
accepted(
	await alice.post("/rpc/learn_reject", { id: rejectedId, reason: "it would stop the database" }),
);
const openId = await stage.draft("RB-LNX-OPEN-001");

/* Who may call what. */

/* Allowed is what comes as far as finding that there is no such runbook. */
async function mayCall(person, name, args) {
	const answer = await person.post(`/rpc/${name}`, args);
	if ([401, 403].includes(answer.status)) return answer.status;
	assert.ok([200, 404].includes(answer.status), `${name}: ${answer.text}`);
	if (answer.status === 404) assert.equal(answer.json.code, "PT404", `${name}: ${answer.text}`);
	return "yes";
}

async function whoMay(calls) {
	const people = { anonymous, executor, alice, carol };
	const found = {};
	for (const [name, args] of Object.entries(calls)) {
		found[name] = [];
		for (const person of Object.values(people))
			found[name].push(await mayCall(person, name, args));
	}
	return found;
}

function each(calls, expected) {
	return Object.fromEntries(Object.keys(calls).map((name) => [name, expected]));
}

test("reviewers and administrators read; anonymous and executors do not", async () => {
	assert.deepEqual(await whoMay(READERS), each(READERS, [401, 403, "yes", "yes"]));
	for (const view of VIEWS) {
		const statuses = [];
		for (const person of [anonymous, executor, alice, carol]) {
			statuses.push((await person.get(`/${view}`, { limit: 1 })).status);
		}
		assert.deepEqual(statuses, [401, 403, 200, 200], view);
	}
});

test("reviewers and administrators decide; anonymous and executors do not", async () => {
	const calls = Object.fromEntries(
		Object.entries(DECIDERS).map(([name, args]) => [name, { id: "RB-NONE", ...args }]),
	);
	assert.deepEqual(await whoMay(calls), each(calls, [401, 403, "yes", "yes"]));
});

test("administrators operate; reviewers do not", async () => {
	const calls = Object.fromEntries(
		Object.entries(OPERATORS).map(([name, args]) => [name, { id: "RB-NONE", ...args }]),
	);
	assert.deepEqual(await whoMay(calls), each(calls, [401, 403, 403, "yes"]));
	refused(
		await alice.post("/rpc/learn_import", { content: runbook("RB-LNX-MINE-001") }),
		403,
		"42501",
	);
});

test("executors ask what to run; anonymous do not", async () => {
	const query = { incident_type: "none", platform: "linux" };
	refused(await anonymous.get("/rpc/learn_next_runbook", query), 401, "42501");
	assert.deepEqual(accepted(await executor.get("/rpc/learn_next_runbook", query)), []);
});

test("nobody reaches the tables, nor a role that was not granted", async () => {
	refused(await carol.get("/runbooks"), 404, "PGRST205");
	refused(await carol.get("/review_queue"), 404, "PGRST205");
	const superuser = stage.person("eve@example.org", "postgres");
	refused(await superuser.get("/rpc/learn_stats"), 403, "42501");
	refused(
		await stage.person("eve@example.org", "nobody_at_all").get("/rpc/learn_stats"),
		401,
		"22023",
	);
});

/* Who it was. */

test("somebody else's name as reviewer is refused by every decider", async () => {
	const { improved } = await comparison(alice, openId);
	const calls = { ...DECIDERS, learn_edit: { content: improved.content } };
	delete calls.learn_add_test; // takes no reviewer
	for (const [name, args] of Object.entries(calls)) {
		const answer = await alice.post(
			`/rpc/${name}`,
			{ id: openId, reviewer: "bob@example.org", ...args },
			name === "learn_approve" ? { title: "somebody else's name" } : {},
		);
		const problem = refused(answer, 403, "42501");
		assert.equal(problem.message, '"reviewer" is not who is signed in', name);
	}
	assert.equal(await reviewStatus(alice, openId), "pending_review");
});

test("forged, expired and nameless tokens decide nothing", async () => {
	const id = openId;
	const claims = { role: "learn_reviewer", email: "alice@example.org" };
	const attempt = (given) =>
		anonymous.post(
			"/rpc/learn_reject",
			{ id, reason: "no" },
			{ headers: { Authorization: `Bearer ${given}` } },
		);
	refused(
		await attempt(token(claims, "a secret that is another one, and long enough")),
		401,
		"PGRST301",
	);
	refused(
		await attempt(`${token(claims, "x", { alg: "none" }).replace(/\.[^.]*$/, "")}.`),
		401,
		"PGRST301",
	);
	refused(await attempt("garbage"), 401, "PGRST301");
	const [header, , signature] = alice.token.split(".");
	const altered = Buffer.from(JSON.stringify({ ...claims, role: "learn_admin" })).toString(
		"base64url",
	);
	refused(await attempt([header, altered, signature].join(".")), 401, "PGRST301");
	const late = stage.person("alice@example.org", "learn_reviewer", { lifetime: -3600 });
	const problem = refused(
		await late.post("/rpc/learn_reject", { id, reason: "no" }, { title: "an expired token" }),
		401,
		"PGRST303",
	);
	assert.equal(problem.message, "JWT expired");
	const nameless = stage.person(undefined, "learn_reviewer");
	refused(await nameless.post("/rpc/learn_reject", { id, reason: "no" }), 403, "42501");
	assert.equal(await reviewStatus(alice, id), "pending_review");
});

test("claims come from the token alone", async () => {
	const forged = JSON.stringify({ role: "learn_admin", email: "carol@example.org" });
	const me = accepted(
		await alice.get(
			"/rpc/learn_whoami",
			{},
			{
				headers: {
					"request.jwt.claims": forged,
					"X-Request-Jwt-Claims": forged,
					Cookie: "role=learn_admin",
				},
			},
		),
	);
	assert.deepEqual([me.reviewer, me.role], ["alice@example.org", "learn_reviewer"]);
	refused(
		await alice.get("/rpc/learn_whoami", { "request.jwt.claims": forged }),
		404,
		"PGRST202",
	);
	refused(
		await alice.post("/rpc/learn_claim", { id: openId, actor: "bob@example.org" }),
		404,
		"PGRST202",
	);
});

/* What cannot be done. */

test("an unknown id is 404 everywhere", async () => {
	for (const name of ["learn_runbook", "learn_comparison"]) {
		const problem = refused(
			await alice.get(`/rpc/${name}`, { id: "RB-NONE" }, { title: "an unknown id" }),
			404,
			"PT404",
		);
		assert.match(`${problem.details}`, /RB-NONE/);
		assert.doesNotMatch(problem.message, /RB-NONE/);
	}
	for (const [name, args] of Object.entries({ ...DECIDERS, ...OPERATORS })) {
		const answer = await carol.post(`/rpc/${name}`, { id: "RB-NONE", ...args });
		refused(answer, 404, "PT404");
		assert.match(answer.reason, /^[a-z ]+$/, "the message is the reason phrase");
	}
	refused(await alice.get("/rpc/learn_comparison", { id: openId, revision: 99 }), 404, "PT404");
});

test("what is decided is decided: 409 for every decider", async () => {
	const answers = [];
	for (const [id, done] of [
		[approvedId, "approved"],
		[rejectedId, "rejected"],
	]) {
		const { digest, improved } = await comparison(alice, id);
		const content = structuredClone(improved.content);
		content.steps[0].timeout = 12;
		const calls = { ...DECIDERS, learn_approve: { digest }, learn_edit: { content, digest } };
		for (const [name, args] of Object.entries(calls)) {
			const answer = await bob.post(
				`/rpc/${name}`,
				{ id, ...args },
				name === "learn_approve" ? { title: `approve what is ${done}` } : {},
			);
			answers.push(`${done} ${name} ${answer.status} ${answer.json?.code}`);
			assert.equal(answer.reason, answer.json.message);
		}
		assert.equal(await reviewStatus(alice, id), done);
	}
	assert.deepEqual(
		answers.filter((line) => !line.endsWith(" 409 PT409")),
		[],
	);
});

test("two who approve at once: one does, the other is told", async () => {
	const id = await stage.draft("RB-LNX-RACE-001");
	const said = await approval(alice, id);
	const answers = await Promise.all(
		[alice, bob].map((who) => who.post("/rpc/learn_approve", said)),
	);
	assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
});

test("bad priorities and statuses are 400, and say what is allowed", async () => {
	const bad = [
		await alice.get("/rpc/learn_pending", { priority: "urgent" }, { title: "a bad priority" }),
		await alice.get("/rpc/learn_history", { status: "pending" }, { title: "a bad status" }),
		await alice.post("/rpc/learn_submit", {
			content: runbook("RB-LNX-BAD-001"),
			priority: "urgent",
		}),
	];
	const allowed = [
		["high", "medium", "low"],
		["approved", "rejected"],
		["high", "medium", "low"],
	];
	bad.forEach((answer, i) => {
		const problem = refused(answer, 400, "22023");
		const said = `${problem.message} ${problem.details} ${problem.hint}`;
		for (const value of allowed[i]) assert.match(said, new RegExp(`\\b${value}\\b`));
	});
});

test("a rejection has a reason, a request has changes, a test has a name", async () => {
	const id = openId;
	for (const [name, args] of [
		["learn_reject", {}],
		["learn_reject", { reason: " " }],
		["learn_request_changes", { requested_changes: "" }],
		["learn_add_test", { test_name: "", passed: true }],
	]) {
		refused(await alice.post(`/rpc/${name}`, { id, ...args }), 400, "22023");
	}
	refused(await alice.post("/rpc/learn_add_test", { id, test_name: "t" }), 404, "PGRST202");
	refused(await alice.post("/rpc/learn_edit", { id, content: { id, steps: [] } }), 400, "22023");
	assert.equal(await reviewStatus(alice, id), "pending_review");
});

test("deciders refuse GET, and nothing is decided", async () => {
	const id = openId;
	const { digest, improved } = await comparison(alice, id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = 12;
	const calls = {
		...DECIDERS,
		learn_approve: { digest },
		learn_edit: { content: JSON.stringify(content), digest },
	};
	delete calls.learn_regenerate; // would find that the parent has not changed
	for (const [name, args] of Object.entries(calls)) {
		refused(
			await alice.get(
				`/rpc/${name}`,
				{ id, ...args },
				name === "learn_approve" ? { title: "a decision by GET" } : {},
			),
			405,
			"25006",
		);
	}
	assert.equal(await reviewStatus(alice, id), "pending_review");
});

test("readers are served by POST as well", async () => {
	const { digest } = accepted(await alice.post("/rpc/learn_comparison", { id: openId }));
	assert.equal(digest, (await comparison(alice, openId)).digest);
	refused(await alice.request("PUT", "/rpc/learn_stats"), 405, "PGRST101");
});

/* Awkward text. */

test("quotes, line ends and characters of all kinds arrive as they were sent", async () => {
	const id = await stage.draft("RB-LNX-TEXT-001");
	accepted(
		await alice.post("/rpc/learn_add_test", {
			id,
			test_name: AWKWARD,
			passed: false,
			details: AWKWARD,
		}),
	);
	accepted(await alice.post("/rpc/learn_reject", { id, reason: AWKWARD }));
	const found = accepted(await alice.get("/rpc/learn_runbook", { id }));
	assert.equal(found.review.rejection_reason, AWKWARD);
	assert.deepEqual(
		[found.test_results[0].test_name, found.test_results[0].details],
		[AWKWARD, AWKWARD],
	);
	assert.deepEqual(
		accepted(
			await alice.get("/rpc/learn_history", {
				rejection_reason: `eq.${AWKWARD}`,
				select: "runbook_id",
			}),
		),
		[{ runbook_id: id }],
	);
});

test("by GET a value that looks like a filter is one; by POST it is a value", async () => {
	refused(
		await alice.get(
			"/rpc/learn_runbook",
			{ id: "eq.zz" },
			{ title: "a value that looks like a filter" },
		),
		404,
		"PGRST202",
	);
	refused(await alice.post("/rpc/learn_runbook", { id: "eq.zz" }), 404, "PT404");
});

test("zeros, broken JSON and broken UTF-8 are 400", async () => {
	const id = openId;
	refused(
		await alice.post("/rpc/learn_reject", `{"id": "${id}", "reason": "\\u0000"}`),
		400,
		"22P05",
	);
	refused(await alice.post("/rpc/learn_reject", "\\u0000"), 400, "PGRST102");
	refused(await alice.post("/rpc/learn_reject", `{"id": "${id}", `), 400, "PGRST102");
	refused(
		await alice.post(
			"/rpc/learn_reject",
			Buffer.from(`{"id": "${id}", "reason": "\xff"}`, "latin1"),
		),
		400,
		"PGRST102",
	);
	assert.equal(await reviewStatus(alice, id), "pending_review");
});

test("a typing error in an argument's name is 404, and says which were given", async () => {
	const problem = refused(
		await alice.post(
			"/rpc/learn_approve",
			{ id: "RB-X", note: "fine" },
			{ title: "an argument that does not exist" },
		),
		404,
		"PGRST202",
	);
	assert.match(problem.message, /learn_approve\(id, note\)/);
});

test("a posted form decides nothing without a token", async () => {
	refused(
		await anonymous.post("/rpc/learn_reject", `id=${openId}&reason=no`, {
			headers: { "Content-Type": "application/x-www-form-urlencoded" },
		}),
		401,
		"42501",
	);
});

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
