/*
 * The API over HTTP: what each request of the original review API has become,
 * what executors send, who may do what, and what clients are told when it
 * cannot be done.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { requestsSeen, token } from "./stage/person.mjs";
import { execution, runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { transcriptText } from "./stage/transcript.mjs";
import { until } from "./stage/until.mjs";

const MANY = 500;
const AWKWARD = "it's \"quoted\", 100 % — naïve\n\tline 2 \\n; DROP TABLE x; -- <b>😀</b> eq.zz";

const stage = await Stage.start("api");
const anonymous = stage.person();
const executor = stage.executor();
const alice = stage.person("alice@example.org", "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");
const carol = stage.administrator();

after(async () => {
	writeFileSync(`${stage.output()}/transcript.md`, transcriptText(requestsSeen()));
	await stage.stop();
});

function accepted(answer, status = 200) {
	assert.equal(answer.status, status, answer.text);
	return answer.json;
}

/* What went wrong, as the body says it. */
function refused(answer, status, code) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.json.code, code, answer.text);
	assert.deepEqual(Object.keys(answer.json).sort(), ["code", "details", "hint", "message"]);
	return answer.json;
}

async function comparison(id, who = alice) {
	return accepted(await who.get("/rpc/learn_comparison", { id }));
}

/* Everything somebody has to say to approve a draft, after reading it. */
async function approval(id) {
	const { digest, risks } = await comparison(id);
	return { id, digest, acknowledged_risks: risks.map((risk) => risk.name) };
}

async function approve(id, who = alice, more = {}) {
	return who.post("/rpc/learn_approve", { ...await approval(id), ...more });
}

async function reviewStatus(id) {
	return accepted(await alice.get("/rpc/learn_runbook", { id })).review.status;
}

const withoutExtension = await anonymous.get("/rpc/learn_stats");
await stage.install();

test("functions appear when the extension is created, without a restart", async () => {
	refused(withoutExtension, 404, "PGRST202");
	await until("the schema was read again",
		async () => (await alice.get("/rpc/learn_stats")).status === 200);
	assert.equal((await anonymous.get("/rpc/learn_stats")).status, 401);
});

/* The original review API, in its order. */

test("GET /api/review/pending is GET /rpc/learn_pending", async () => {
	await stage.draft("RB-LNX-PENDING-001");
	await stage.draft("RB-LNX-PENDING-002", { incident_type: "disk_full" },
		{ incident_types: ["disk_full"] });
	const all = accepted(await alice.get("/rpc/learn_pending", { limit: 50 },
		{ title: "GET /api/review/pending" }));
	assert.deepEqual(all.map((item) => [item.runbook_id, item.priority]), [
		["RB-LNX-PENDING-001-v2", "high"], ["RB-LNX-PENDING-002-v2", "medium"],
	]);
	assert.deepEqual(
		["platform", "created_by", "approvals", "required_approvals", "risks", "occurrences", "overdue"]
			.map((name) => [name, typeof all[0][name]]),
		[["platform", "string"], ["created_by", "string"], ["approvals", "number"],
			["required_approvals", "number"], ["risks", "number"], ["occurrences", "number"],
			["overdue", "boolean"]]);
	const high = accepted(await alice.get("/rpc/learn_pending", { priority: "high", limit: 50 },
		{ title: "GET /api/review/pending?priority=high&limit=50" }));
	assert.deepEqual(high.map((item) => item.runbook_id), ["RB-LNX-PENDING-001-v2"]);
	assert.deepEqual(high[0].reason, all[0].reason);
});

test("GET /api/review/runbook/{id} is GET /rpc/learn_runbook", async () => {
	const id = "RB-LNX-PENDING-001-v2";
	const found = accepted(await alice.get("/rpc/learn_runbook", { id },
		{ title: "GET /api/review/runbook/{id}" }));
	for (const member of ["runbook", "parent", "failure_context", "parent_executions",
		"test_results", "review", "revisions", "metadata", "audit", "versions"]) {
		assert.ok(member in found, member);
	}
	assert.equal(found.parent.id, "RB-LNX-PENDING-001");
	assert.equal(found.review.status, "pending_review");
	assert.match(found.failure_context.error_message, /Address already in use/);
	assert.equal(found.parent_executions.length, 1);
	assert.deepEqual(found.versions.map((version) => version.runbook_id), ["RB-LNX-PENDING-001", id]);
	assert.deepEqual(found.audit.map((entry) => entry.action), ["generate"]);
});

test("GET /api/review/comparison/{id} is GET /rpc/learn_comparison", async () => {
	const id = "RB-LNX-PENDING-001-v2";
	const found = accepted(await alice.get("/rpc/learn_comparison", { id },
		{ title: "GET /api/review/comparison/{id}" }));
	assert.equal(found.parent.id, "RB-LNX-PENDING-001");
	assert.equal(found.improved.id, id);
	assert.equal(found.improved.digest, found.digest);
	assert.equal(found.differences.steps_added.length, 1);
	assert.match(found.unified, /^\+/m);
	assert.equal(found.parent_is_current, true);
	assert.equal(found.expected_effect.occurrences, 1);
	assert.deepEqual(found.evidence.map((cited) => cited.runbook_id), ["RB-LNX-PENDING-001"]);
	assert.deepEqual(found.compared_with.runbook_id, "RB-LNX-PENDING-001");
});

test("POST /api/review/approve/{id} is POST /rpc/learn_approve", async () => {
	const id = await stage.draft("RB-LNX-APPROVE-001");
	const said = { ...await approval(id), reviewer: "alice@example.org", notes: "tried on staging" };
	const done = accepted(await alice.post("/rpc/learn_approve", said,
		{ title: "POST /api/review/approve/{id}" }));
	assert.equal(done.status, "approved");
	assert.equal(done.approved_by, "alice@example.org");
	assert.equal(done.superseded, "RB-LNX-APPROVE-001");
	assert.deepEqual([done.approvals, done.required_approvals], [1, 1]);
	assert.deepEqual(done.withdrawn, []);
	assert.ok(Date.parse(done.approved_at));
	const next = accepted(await executor.get("/rpc/learn_next_runbook",
		{ incident_type: "service_crash", platform: "linux" },
		{ title: "the executor's question what to run" }));
	assert.deepEqual(next.map((found) => [found.runbook_id, found.digest]), [[id, said.digest]]);
});

test("POST /api/review/reject/{id} is POST /rpc/learn_reject", async () => {
	const id = await stage.draft("RB-LNX-REJECT-001");
	const done = accepted(await alice.post("/rpc/learn_reject",
		{ id, reviewer: "alice@example.org", reason: "it would stop the database" },
		{ title: "POST /api/review/reject/{id}" }));
	assert.equal(done.status, "rejected");
	assert.equal(done.rejected_by, "alice@example.org");
	assert.equal(done.reason, "it would stop the database");
	assert.ok(Date.parse(done.rejected_at));
	assert.equal(await reviewStatus(id), "rejected");
});

test("POST /api/review/changes/{id} is POST /rpc/learn_request_changes", async () => {
	const id = await stage.draft("RB-LNX-CHANGES-001");
	const { digest } = await comparison(id);
	await stage.model.control({ behaviours: [{ behaviour: "held", purpose: "improve" }] });
	const done = accepted(await alice.post("/rpc/learn_request_changes",
		{ id, reviewer: "alice@example.org", requested_changes: "wait until the port is free" },
		{ title: "POST /api/review/changes/{id}" }));
	assert.equal(done.status, "needs_changes");
	assert.equal(await reviewStatus(id), "needs_changes");
	await stage.model.control({ release: 1 });
	await until("the next revision is there",
		async () => (await comparison(id)).revision === 2);
	const revised = await comparison(id);
	assert.notEqual(revised.digest, digest);
	assert.equal(revised.status, "pending_review");
	const between = accepted(await alice.get("/rpc/learn_comparison", { id, revision: 1 },
		{ title: "what changed since an earlier revision" }));
	assert.deepEqual([between.compared_with.runbook_id, between.compared_with.revision,
		between.compared_with.digest], [id, 1, digest]);
});

test("POST /api/review/test/{id} is POST /rpc/learn_add_test", async () => {
	const id = await stage.draft("RB-LNX-TEST-001");
	accepted(await alice.post("/rpc/learn_add_test",
		{ id, test_name: "staging", passed: true, details: "3 of 3 runs" },
		{ title: "POST /api/review/test/{id}" }));
	const found = accepted(await alice.get("/rpc/learn_runbook", { id }));
	assert.equal(found.test_results.length, 1);
	const [result] = found.test_results;
	assert.deepEqual([result.test_name, result.passed, result.details, result.revision, result.current],
		["staging", true, "3 of 3 runs", 1, true]);
});

test("GET /api/review/stats is GET /rpc/learn_stats", async () => {
	const counts = accepted(await alice.get("/rpc/learn_stats", {},
		{ title: "GET /api/review/stats" }));
	const states = ["pending_review", "in_review", "needs_changes", "approved", "rejected", "withdrawn"];
	const sum = states.reduce((total, state) => total + counts[state], 0);
	assert.equal(counts.total, sum);
	assert.deepEqual([counts.approved, counts.rejected], [1, 1]);
	assert.equal(typeof counts.high_priority_pending, "number");
	assert.equal(counts.overdue, 0);
});

test("GET /api/review/history is GET /rpc/learn_history", async () => {
	const all = accepted(await alice.get("/rpc/learn_history", { limit: 50 },
		{ title: "GET /api/review/history" }));
	assert.deepEqual(all.map((item) => [item.runbook_id, item.status]),
		[["RB-LNX-REJECT-001-v2", "rejected"], ["RB-LNX-APPROVE-001-v2", "approved"]]);
	const approved = accepted(await alice.get("/rpc/learn_history", { status: "approved", limit: 50 },
		{ title: "GET /api/review/history?status=approved&limit=50" }));
	assert.deepEqual(approved.map((item) => [item.runbook_id, item.approval_notes]),
		[["RB-LNX-APPROVE-001-v2", "tried on staging"]]);
});

/* What the original had not. */

test("who is signed in, and what that means", async () => {
	const me = accepted(await alice.get("/rpc/learn_whoami", {}, { title: "who is signed in" }));
	assert.equal(me.reviewer, "alice@example.org");
	assert.equal(me.role, "learn_reviewer");
	assert.deepEqual([me.may_decide, me.may_operate], [true, false]);
	assert.equal(me.required_approvals, 1);
	const she = accepted(await carol.get("/rpc/learn_whoami"));
	assert.deepEqual([she.may_decide, she.may_operate], [true, true]);
	const program = accepted(await executor.get("/rpc/learn_whoami"));
	assert.deepEqual([program.may_decide, program.may_operate], [false, false]);
	refused(await anonymous.get("/rpc/learn_whoami"), 401, "42501");
});

test("a claim keeps others off, until they take over", async () => {
	const id = await stage.draft("RB-LNX-CLAIM-001");
	const claim = accepted(await alice.post("/rpc/learn_claim", { id }, { title: "claim" }));
	assert.deepEqual([claim.status, claim.claimed_by], ["in_review", "alice@example.org"]);
	refused(await bob.post("/rpc/learn_claim", { id }, { title: "claimed by somebody else" }), 409, "PT409");
	refused(await bob.post("/rpc/learn_reject", { id, reason: "no" }), 409, "PT409");
	const taken = accepted(await bob.post("/rpc/learn_claim", { id, take_over: true }));
	assert.deepEqual([taken.claimed_by, taken.taken_over_from],
		["bob@example.org", "alice@example.org"]);
});

test("a draft is edited by hand, and its author does not approve it", async () => {
	const id = await stage.draft("RB-LNX-EDIT-001");
	const { improved, digest } = await comparison(id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = 11;
	const edited = accepted(await alice.post("/rpc/learn_edit", { id, content, digest, notes: "sooner" },
		{ title: "edit a draft" }));
	assert.deepEqual([edited.status, edited.revision, edited.edited_by],
		["pending_review", 2, "alice@example.org"]);
	assert.notEqual(edited.digest, digest);
	const own = refused(await approve(id, alice, {}), 403, "42501");
	assert.equal(own.message, "authors do not approve their own runbook");
	refused(await bob.post("/rpc/learn_approve", { id, digest }, { title: "what was read is outdated" }),
		409, "PT409");
	accepted(await approve(id, bob));
});

test("a hand-written runbook is queued", async () => {
	const done = accepted(await alice.post("/rpc/learn_submit",
		{ content: runbook("RB-LNX-SUBMIT-001"), reason: "we have none", priority: "low" },
		{ title: "submit a runbook" }));
	assert.equal(done.status, "pending_review");
	refused(await approve(done.id, alice), 403, "42501");
});

test("an administrator retires a version, and rolls one back", async () => {
	const id = await stage.draft("RB-LNX-BACK-001");
	accepted(await approve(id));
	refused(await alice.post("/rpc/learn_rollback", { id, reason: "worse" }), 403, "42501");
	const back = accepted(await carol.post("/rpc/learn_rollback", { id, reason: "worse" },
		{ title: "roll back to the version before" }));
	assert.deepEqual([back.archive_reason, back.active], ["rolled_back", "RB-LNX-BACK-001"]);
	const gone = accepted(await carol.post("/rpc/learn_retire",
		{ id: "RB-LNX-BACK-001", reason: "no longer needed" }, { title: "retire a runbook" }));
	assert.deepEqual([gone.status, gone.archive_reason], ["archived", "retired"]);
});

test("a draft whose parent was rolled back is written again from what is in use", async () => {
	const second = await stage.draft("RB-LNX-AGAIN-001");
	refused(await alice.post("/rpc/learn_regenerate", { id: second }), 409, "PT409");
	accepted(await approve(second));
	const third = await stage.fail(second);
	accepted(await carol.post("/rpc/learn_rollback", { id: second, reason: "worse" }));
	refused(await approve(third), 409, "PT409");
	const done = accepted(await alice.post("/rpc/learn_regenerate", { id: third, reason: "rolled back" },
		{ title: "write a draft again from the version in use" }));
	assert.deepEqual([done.status, done.parent_runbook, done.will_be_rewritten],
		["needs_changes", "RB-LNX-AGAIN-001", true]);
	await until("it is written again", async () => (await comparison(third)).status === "pending_review");
	accepted(await approve(third));
});

test("the measures are views", async () => {
	const versions = accepted(await alice.get("/learn_versions",
		{ line: "eq.RB-LNX-BACK-001", order: "version.desc", select: "runbook_id,status,verdict" },
		{ title: "success by version" }));
	assert.deepEqual(versions.map((version) => version.runbook_id),
		["RB-LNX-BACK-001-v2", "RB-LNX-BACK-001"]);
	const backlog = accepted(await alice.get("/learn_backlog", {}, { title: "backlog" }));
	assert.deepEqual(backlog.map((row) => row.priority), ["high", "medium", "low"]);
	const [week] = accepted(await alice.get("/learn_learning_rate", { order: "week.desc", limit: 1 },
		{ title: "learning rate" }));
	assert.ok(week.generated >= 5);
	const reviewers = accepted(await alice.get("/learn_reviewers", { reviewer: "eq.alice@example.org" },
		{ title: "reviewers" }));
	assert.equal(reviewers.length, 1);
	const idle = accepted(await alice.get("/learn_never_ran", { select: "runbook_id,waiting" },
		{ title: "approved and never executed" }));
	assert.ok(idle.some((row) => row.runbook_id === "RB-LNX-APPROVE-001-v2"));
});

test("lists are filtered, ordered, cut and counted", async () => {
	const ids = async (query, headers) => {
		const answer = await alice.get("/rpc/learn_pending", query, { headers });
		return [answer.status, answer.headers.get("content-range"), answer.json.map((item) => item.runbook_id)];
	};
	assert.deepEqual(await ids({ runbook_id: "like.RB-LNX-PENDING-*", select: "runbook_id", order: "runbook_id.desc" }),
		[200, "0-1/*", ["RB-LNX-PENDING-002-v2", "RB-LNX-PENDING-001-v2"]]);
	assert.deepEqual(await ids({ runbook_id: "like.RB-LNX-PENDING-*", limit: 1, offset: 1 }, { Prefer: "count=exact" }),
		[206, "1-1/2", ["RB-LNX-PENDING-002-v2"]]);
	assert.deepEqual(await ids({ runbook_id: "in.(RB-LNX-PENDING-002-v2,RB-LNX-NONE-001)" }, { Prefer: "count=exact" }),
		[200, "0-0/1", ["RB-LNX-PENDING-002-v2"]]);
	assert.deepEqual(await ids({ priority: "medium", status: "neq.pending_review" }), [200, "*/*", []]);
	refused(await alice.get("/rpc/learn_pending", { offset: 1000 }, { headers: { Prefer: "count=exact" } }),
		416, "PGRST103");
	const named = accepted(await alice.get("/learn_executions",
		{ runbook_id: "eq.RB-LNX-PENDING-001", select: "runbook_id,step:executed_steps->1->>action" }));
	assert.deepEqual(named, [{ runbook_id: "RB-LNX-PENDING-001", step: "restart_service" }]);
});

test("one row is asked for as an object", async () => {
	const headers = { Accept: "application/vnd.pgrst.object+json" };
	const one = accepted(await alice.get("/rpc/learn_pending",
		{ runbook_id: "eq.RB-LNX-PENDING-001-v2" }, { headers }));
	assert.equal(one.runbook_id, "RB-LNX-PENDING-001-v2");
	refused(await alice.get("/rpc/learn_pending", { runbook_id: "eq.none" }, { headers }), 406, "PGRST116");
});

/* Executors. */

test("an executor reports one execution", async () => {
	await stage.import("RB-LNX-REPORT-001");
	const answer = await executor.post("/learn_executions",
		execution({ execution_id: "exec-20261122-9001", runbook_id: "RB-LNX-REPORT-001" }),
		{ title: "report an execution" });
	assert.equal(answer.status, 201, answer.text);
	assert.equal(answer.text, "");
	await stage.holds("the execution is analysed",
		"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-20261122-9001'");
	const [seen] = accepted(await alice.get("/learn_executions",
		{ execution_id: "eq.exec-20261122-9001", select: "failure_type,hostname,success" },
		{ title: "an execution with its analysis" }));
	assert.deepEqual(seen, { failure_type: "runbook_insufficient", hostname: "web-1", success: false });
});

test("an executor reports many executions at once", async () => {
	const rows = Array.from({ length: MANY }, (_, i) =>
		execution({ runbook_id: "RB-LNX-MANY-001", hostname: `web-${i}`, incident_id: null }));
	const answer = await executor.post("/learn_executions", rows);
	assert.equal(answer.status, 201, answer.text);
	const found = await alice.get("/learn_executions",
		{ runbook_id: "eq.RB-LNX-MANY-001", limit: 1, select: "hostname" },
		{ headers: { Prefer: "count=exact" } });
	assert.equal(found.status, 206);
	assert.equal(found.headers.get("content-range"), `0-0/${MANY}`);
});

test("of many executions all are stored, or none", async () => {
	const rows = [execution({ runbook_id: "RB-LNX-NONE-001" }),
		execution({ runbook_id: "RB-LNX-NONE-001", platform: "os2" })];
	const problem = refused(await executor.post("/learn_executions", rows,
		{ title: "an execution that is wrong" }), 400, "22023");
	assert.match(problem.message, /must be one of linux, windows, darwin, not "os2"/);
	assert.deepEqual(accepted(await alice.get("/learn_executions", { runbook_id: "eq.RB-LNX-NONE-001" })), []);
});

test("executions of one request have the same columns, which exist", async () => {
	const short = execution();
	delete short.hostname;
	refused(await executor.post("/learn_executions", [execution(), short]), 400, "PGRST102");
	refused(await executor.post("/learn_executions", { ...execution(), mood: "bad" }), 400, "PGRST204");
});

test("the same execution sent again is stored once", async () => {
	const row = execution({ execution_id: "exec-20261122-9002", runbook_id: "RB-LNX-TWICE-001" });
	const headers = { Prefer: "resolution=ignore-duplicates" };
	assert.equal((await executor.post("/learn_executions", row)).status, 201);
	assert.equal((await executor.post("/learn_executions", [row], { headers })).status, 201);
	refused(await executor.post("/learn_executions", row, { title: "the same execution again" }), 409, "23505");
	assert.equal(accepted(await alice.get("/learn_executions", { runbook_id: "eq.RB-LNX-TWICE-001" })).length, 1);
});

test("executions are evidence: nobody changes or deletes them", async () => {
	const query = { runbook_id: "eq.RB-LNX-TWICE-001" };
	for (const person of [executor, alice, carol]) {
		refused(await person.request("DELETE", "/learn_executions", { query }), 403, "42501");
		refused(await person.request("PATCH", "/learn_executions", { query, body: { hostname: "other" } }),
			403, "42501");
	}
});

test("what the engine finds out, and when, executors do not say", async () => {
	refused(await executor.post("/learn_executions", execution({ failure_type: "wrong_runbook" })), 400, "0A000");
	refused(await executor.post("/learn_executions", execution({ recorded_at: "2026-01-01" })), 403, "42501");
});

/* Who may call what. */

const READERS = {
	learn_pending: {}, learn_stats: {}, learn_history: {},
	learn_runbook: { id: "RB-NONE" }, learn_comparison: { id: "RB-NONE" },
};
const DECIDERS = {
	learn_claim: {}, learn_approve: {}, learn_reject: { reason: "no" },
	learn_request_changes: { requested_changes: "more" },
	learn_add_test: { test_name: "t", passed: true },
	learn_edit: { content: runbook("RB-NONE") }, learn_regenerate: {},
};
const OPERATORS = {
	learn_retire: { reason: "old" }, learn_rollback: { reason: "worse" },
};
const VIEWS = ["learn_executions", "learn_versions", "learn_learning_rate", "learn_backlog",
	"learn_reviewers", "learn_never_ran"];

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
		for (const person of Object.values(people)) found[name].push(await mayCall(person, name, args));
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
		Object.entries(DECIDERS).map(([name, args]) => [name, { id: "RB-NONE", ...args }]));
	assert.deepEqual(await whoMay(calls), each(calls, [401, 403, "yes", "yes"]));
});

test("administrators operate; reviewers do not", async () => {
	const calls = Object.fromEntries(
		Object.entries(OPERATORS).map(([name, args]) => [name, { id: "RB-NONE", ...args }]));
	assert.deepEqual(await whoMay(calls), each(calls, [401, 403, 403, "yes"]));
	refused(await alice.post("/rpc/learn_import", { content: runbook("RB-LNX-MINE-001") }), 403, "42501");
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
	refused(await stage.person("eve@example.org", "nobody_at_all").get("/rpc/learn_stats"), 401, "22023");
});

/* Who it was. */

test("somebody else's name as reviewer is refused by every decider", async () => {
	const id = await stage.draft("RB-LNX-NAME-001");
	const { improved } = await comparison(id);
	const calls = { ...DECIDERS, learn_edit: { content: improved.content } };
	delete calls.learn_add_test; // takes no reviewer
	for (const [name, args] of Object.entries(calls)) {
		const answer = await alice.post(`/rpc/${name}`, { id, reviewer: "bob@example.org", ...args },
			name === "learn_approve" ? { title: "somebody else's name" } : {});
		const problem = refused(answer, 403, "42501");
		assert.equal(problem.message, "\"reviewer\" is not who is signed in", name);
	}
	assert.equal(await reviewStatus(id), "pending_review");
});

test("forged, expired and nameless tokens decide nothing", async () => {
	const id = "RB-LNX-NAME-001-v2";
	const claims = { role: "learn_reviewer", email: "alice@example.org" };
	const attempt = (given) => anonymous.post("/rpc/learn_reject", { id, reason: "no" },
		{ headers: { Authorization: `Bearer ${given}` } });
	refused(await attempt(token(claims, "a secret that is another one, and long enough")), 401, "PGRST301");
	refused(await attempt(`${token(claims, "x", { alg: "none" }).replace(/\.[^.]*$/, "")}.`), 401, "PGRST301");
	refused(await attempt("garbage"), 401, "PGRST301");
	const [header, , signature] = alice.token.split(".");
	const altered = Buffer.from(JSON.stringify({ ...claims, role: "learn_admin" })).toString("base64url");
	refused(await attempt([header, altered, signature].join(".")), 401, "PGRST301");
	const late = stage.person("alice@example.org", "learn_reviewer", { lifetime: -3600 });
	const problem = refused(await late.post("/rpc/learn_reject", { id, reason: "no" },
		{ title: "an expired token" }), 401, "PGRST303");
	assert.equal(problem.message, "JWT expired");
	const nameless = stage.person(undefined, "learn_reviewer");
	refused(await nameless.post("/rpc/learn_reject", { id, reason: "no" }), 403, "42501");
	assert.equal(await reviewStatus(id), "pending_review");
});

test("claims come from the token alone", async () => {
	const forged = JSON.stringify({ role: "learn_admin", email: "carol@example.org" });
	const me = accepted(await alice.get("/rpc/learn_whoami", {}, {
		headers: { "request.jwt.claims": forged, "X-Request-Jwt-Claims": forged, Cookie: "role=learn_admin" },
	}));
	assert.deepEqual([me.reviewer, me.role], ["alice@example.org", "learn_reviewer"]);
	refused(await alice.get("/rpc/learn_whoami", { "request.jwt.claims": forged }), 404, "PGRST202");
	refused(await alice.post("/rpc/learn_claim", { id: "RB-LNX-NAME-001-v2", actor: "bob@example.org" }),
		404, "PGRST202");
});

/* What cannot be done. */

test("an unknown id is 404 everywhere", async () => {
	for (const name of ["learn_runbook", "learn_comparison"]) {
		const problem = refused(await alice.get(`/rpc/${name}`, { id: "RB-NONE" },
			{ title: "an unknown id" }), 404, "PT404");
		assert.match(`${problem.details}`, /RB-NONE/);
		assert.doesNotMatch(problem.message, /RB-NONE/);
	}
	for (const [name, args] of Object.entries({ ...DECIDERS, ...OPERATORS })) {
		const answer = await carol.post(`/rpc/${name}`, { id: "RB-NONE", ...args });
		refused(answer, 404, "PT404");
		assert.match(answer.reason, /^[a-z ]+$/, "the message is the reason phrase");
	}
	refused(await alice.get("/rpc/learn_comparison", { id: "RB-LNX-NAME-001-v2", revision: 99 }), 404, "PT404");
});

test("what is decided is decided: 409 for every decider", async () => {
	const answers = [];
	for (const [id, done] of [["RB-LNX-APPROVE-001-v2", "approved"], ["RB-LNX-REJECT-001-v2", "rejected"]]) {
		const { digest, improved } = await comparison(id);
		const content = structuredClone(improved.content);
		content.steps[0].timeout = 12;
		const calls = { ...DECIDERS, learn_approve: { digest }, learn_edit: { content, digest } };
		for (const [name, args] of Object.entries(calls)) {
			const answer = await bob.post(`/rpc/${name}`, { id, ...args },
				name === "learn_approve" ? { title: `approve what is ${done}` } : {});
			answers.push(`${done} ${name} ${answer.status} ${answer.json?.code}`);
			assert.equal(answer.reason, answer.json.message);
		}
		assert.equal(await reviewStatus(id), done);
	}
	assert.deepEqual(answers.filter((line) => !line.endsWith(" 409 PT409")), []);
});

test("two who approve at once: one does, the other is told", async () => {
	const id = await stage.draft("RB-LNX-RACE-001");
	const said = await approval(id);
	const answers = await Promise.all([alice, bob].map((who) => who.post("/rpc/learn_approve", said)));
	assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
});

test("bad priorities and statuses are 400, and say what is allowed", async () => {
	const bad = [
		await alice.get("/rpc/learn_pending", { priority: "urgent" }, { title: "a bad priority" }),
		await alice.get("/rpc/learn_history", { status: "pending" }, { title: "a bad status" }),
		await alice.post("/rpc/learn_submit", { content: runbook("RB-LNX-BAD-001"), priority: "urgent" }),
	];
	const allowed = [["high", "medium", "low"], ["approved", "rejected"], ["high", "medium", "low"]];
	bad.forEach((answer, i) => {
		const problem = refused(answer, 400, "22023");
		const said = `${problem.message} ${problem.details} ${problem.hint}`;
		for (const value of allowed[i]) assert.match(said, new RegExp(`\\b${value}\\b`));
	});
});

test("a rejection has a reason, a request has changes, a test has a name", async () => {
	const id = "RB-LNX-NAME-001-v2";
	for (const [name, args] of [["learn_reject", {}], ["learn_reject", { reason: " " }],
		["learn_request_changes", { requested_changes: "" }], ["learn_add_test", { test_name: "", passed: true }]]) {
		refused(await alice.post(`/rpc/${name}`, { id, ...args }), 400, "22023");
	}
	refused(await alice.post("/rpc/learn_add_test", { id, test_name: "t" }), 404, "PGRST202");
	refused(await alice.post("/rpc/learn_edit", { id, content: { id, steps: [] } }), 400, "22023");
	assert.equal(await reviewStatus(id), "pending_review");
});

test("deciders refuse GET, and nothing is decided", async () => {
	const id = "RB-LNX-NAME-001-v2";
	const { digest, improved } = await comparison(id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = 12;
	const calls = {
		...DECIDERS, learn_approve: { digest }, learn_edit: { content: JSON.stringify(content), digest },
	};
	delete calls.learn_regenerate; // would find that the parent has not changed
	for (const [name, args] of Object.entries(calls)) {
		refused(await alice.get(`/rpc/${name}`, { id, ...args },
			name === "learn_approve" ? { title: "a decision by GET" } : {}), 405, "25006");
	}
	assert.equal(await reviewStatus(id), "pending_review");
});

test("readers are served by POST as well", async () => {
	const { digest } = accepted(await alice.post("/rpc/learn_comparison", { id: "RB-LNX-NAME-001-v2" }));
	assert.equal(digest, (await comparison("RB-LNX-NAME-001-v2")).digest);
	refused(await alice.request("PUT", "/rpc/learn_stats"), 405, "PGRST101");
});

/* Awkward text. */

test("quotes, line ends and characters of all kinds arrive as they were sent", async () => {
	const id = await stage.draft("RB-LNX-TEXT-001");
	accepted(await alice.post("/rpc/learn_add_test", { id, test_name: AWKWARD, passed: false, details: AWKWARD }));
	accepted(await alice.post("/rpc/learn_reject", { id, reason: AWKWARD }));
	const found = accepted(await alice.get("/rpc/learn_runbook", { id }));
	assert.equal(found.review.rejection_reason, AWKWARD);
	assert.deepEqual([found.test_results[0].test_name, found.test_results[0].details], [AWKWARD, AWKWARD]);
	assert.deepEqual(
		accepted(await alice.get("/rpc/learn_history", { rejection_reason: `eq.${AWKWARD}`, select: "runbook_id" })),
		[{ runbook_id: id }]);
});

test("by GET a value that looks like a filter is one; by POST it is a value", async () => {
	refused(await alice.get("/rpc/learn_runbook", { id: "eq.zz" },
		{ title: "a value that looks like a filter" }), 404, "PGRST202");
	refused(await alice.post("/rpc/learn_runbook", { id: "eq.zz" }), 404, "PT404");
});

test("zeros, broken JSON and broken UTF-8 are 400", async () => {
	const id = "RB-LNX-NAME-001-v2";
	refused(await alice.post("/rpc/learn_reject", `{"id": "${id}", "reason": "\\u0000"}`), 400, "22P05");
	refused(await alice.post("/rpc/learn_reject", "\\u0000"), 400, "PGRST102");
	refused(await alice.post("/rpc/learn_reject", `{"id": "${id}", `), 400, "PGRST102");
	refused(await alice.post("/rpc/learn_reject", Buffer.from(`{"id": "${id}", "reason": "\xff"}`, "latin1")),
		400, "PGRST102");
	assert.equal(await reviewStatus(id), "pending_review");
});

test("a typing error in an argument's name is 404, and says which were given", async () => {
	const problem = refused(await alice.post("/rpc/learn_approve", { id: "RB-X", note: "fine" },
		{ title: "an argument that does not exist" }), 404, "PGRST202");
	assert.match(problem.message, /learn_approve\(id, note\)/);
});

test("a posted form decides nothing without a token", async () => {
	refused(await anonymous.post("/rpc/learn_reject", "id=RB-LNX-NAME-001-v2&reason=no",
		{ headers: { "Content-Type": "application/x-www-form-urlencoded" } }), 401, "42501");
});

/* What describes it. */

async function document(person) {
	return accepted(await person.get("/", {}, { headers: { Accept: "application/openapi+json" } }));
}

test("the OpenAPI document says in a sentence what each object is", async () => {
	const { swagger, paths, definitions } = await document(carol);
	assert.equal(swagger, "2.0");
	const missing = [];
	for (const [path, operations] of Object.entries(paths)) {
		for (const [method, { summary }] of Object.entries(operations)) {
			if (path !== "/" && !(summary?.length > 10)) missing.push(`${method} ${path}`);
		}
	}
	for (const [name, { properties }] of Object.entries(definitions)) {
		for (const [column, { description }] of Object.entries(properties)) {
			if (!description) missing.push(`${name}.${column}`);
		}
	}
	assert.deepEqual(missing, []);
});

test("the OpenAPI document names every request of these tests, by the right method", async () => {
	const { paths } = await document(carol);
	for (const name of ["learn_whoami", ...Object.keys(READERS)]) assert.deepEqual(Object.keys(paths[`/rpc/${name}`]).sort(), ["get", "post"], name);
	for (const name of Object.keys({ ...DECIDERS, ...OPERATORS })) {
		assert.deepEqual(Object.keys(paths[`/rpc/${name}`]), ["post"], name);
	}
	for (const view of VIEWS) assert.ok(paths[`/${view}`], view);
	const { schema } = paths["/rpc/learn_approve"].post.parameters.find(({ name }) => name === "args");
	assert.deepEqual(schema.required, ["id"]);
	assert.deepEqual(Object.keys(schema.properties).sort(),
		["acknowledged_risks", "digest", "id", "notes", "reviewer"]);
});

test("nobody is shown what their role cannot use", async () => {
	const shown = async (person) => Object.keys((await document(person)).paths)
		.filter((path) => path.startsWith("/rpc/learn_") || path.startsWith("/learn_"));
	assert.ok(!(await shown(executor)).includes("/rpc/learn_approve"));
	assert.ok(!(await shown(alice)).includes("/rpc/learn_import"));
	assert.deepEqual((await shown(anonymous)).filter((path) => path !== "/rpc/learn_dashboard"), []);
});

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
