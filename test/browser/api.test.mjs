/*
 * The API over HTTP: what each request of the original review API has become,
 * and what there is beyond it.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { accepted, approval, comparison, refused, reviewStatus } from "./stage/answers.mjs";
import { DECIDERS, OPERATORS, READERS, VIEWS } from "./stage/calls.mjs";
import { requestsSeen } from "./stage/person.mjs";
import { Stage } from "./stage/stage.mjs";
import { transcriptText } from "./stage/transcript.mjs";
import { until } from "./stage/until.mjs";

const stage = await Stage.start("api");
const anonymous = stage.person();
const executor = stage.executor();
const alice = stage.person("alice@example.org", "learn_reviewer");
const carol = stage.administrator();

after(async () => {
	writeFileSync(`${stage.output()}/api.md`, transcriptText(requestsSeen()));
	await stage.stop();
});

const withoutExtension = await anonymous.get("/rpc/learn_stats");
await stage.install();

test("functions appear when the extension is created, without a restart", async () => {
	refused(withoutExtension, 404, "PGRST202");
	accepted(await alice.get("/rpc/learn_stats"));
	refused(await anonymous.get("/rpc/learn_stats"), 401, "42501");
});

/* The original review API, in its order. */

test("GET /api/review/pending is GET /rpc/learn_pending", async () => {
	await stage.draft("RB-LNX-PENDING-001");
	await stage.draft(
		"RB-LNX-PENDING-002",
		{ incident_type: "disk_full" },
		{ incident_types: ["disk_full"] },
	);
	const all = accepted(
		await alice.get("/rpc/learn_pending", { limit: 50 }, { title: "GET /api/review/pending" }),
	);
	assert.deepEqual(
		all.map((item) => [item.runbook_id, item.priority]),
		[
			["RB-LNX-PENDING-001-v2", "high"],
			["RB-LNX-PENDING-002-v2", "medium"],
		],
	);
	assert.deepEqual(
		[
			"platform",
			"created_by",
			"approvals",
			"required_approvals",
			"risks",
			"occurrences",
			"overdue",
		].map((name) => [name, typeof all[0][name]]),
		[
			["platform", "string"],
			["created_by", "string"],
			["approvals", "number"],
			["required_approvals", "number"],
			["risks", "number"],
			["occurrences", "number"],
			["overdue", "boolean"],
		],
	);
	const high = accepted(
		await alice.get(
			"/rpc/learn_pending",
			{ priority: "high", limit: 50 },
			{ title: "GET /api/review/pending?priority=high&limit=50" },
		),
	);
	assert.deepEqual(
		high.map((item) => item.runbook_id),
		["RB-LNX-PENDING-001-v2"],
	);
	assert.deepEqual(high[0].reason, all[0].reason);
});

test("GET /api/review/runbook/{id} is GET /rpc/learn_runbook", async () => {
	const id = "RB-LNX-PENDING-001-v2";
	const found = accepted(
		await alice.get("/rpc/learn_runbook", { id }, { title: "GET /api/review/runbook/{id}" }),
	);
	for (const member of [
		"runbook",
		"parent",
		"failure_context",
		"parent_executions",
		"test_results",
		"review",
		"revisions",
		"metadata",
		"audit",
		"versions",
	]) {
		assert.ok(member in found, member);
	}
	assert.equal(found.parent.id, "RB-LNX-PENDING-001");
	assert.equal(found.review.status, "pending_review");
	assert.match(found.failure_context.error_message, /Address already in use/);
	assert.equal(found.parent_executions.length, 1);
	assert.deepEqual(
		found.versions.map((version) => version.runbook_id),
		["RB-LNX-PENDING-001", id],
	);
	assert.deepEqual(
		found.audit.map((entry) => entry.action),
		["generate"],
	);
});

test("GET /api/review/comparison/{id} is GET /rpc/learn_comparison", async () => {
	const id = "RB-LNX-PENDING-001-v2";
	const found = accepted(
		await alice.get(
			"/rpc/learn_comparison",
			{ id },
			{ title: "GET /api/review/comparison/{id}" },
		),
	);
	assert.equal(found.parent.id, "RB-LNX-PENDING-001");
	assert.equal(found.improved.id, id);
	assert.equal(found.improved.digest, found.digest);
	assert.equal(found.differences.steps_added.length, 1);
	assert.match(found.unified, /^\+/m);
	assert.equal(found.parent_is_current, true);
	assert.equal(found.expected_effect.occurrences, 1);
	assert.deepEqual(
		found.evidence.map((cited) => cited.runbook_id),
		["RB-LNX-PENDING-001"],
	);
	assert.deepEqual(found.compared_with.runbook_id, "RB-LNX-PENDING-001");
});

test("POST /api/review/approve/{id} is POST /rpc/learn_approve", async () => {
	const id = await stage.draft("RB-LNX-APPROVE-001");
	const said = {
		...(await approval(alice, id)),
		reviewer: "alice@example.org",
		notes: "tried on staging",
	};
	const done = accepted(
		await alice.post("/rpc/learn_approve", said, { title: "POST /api/review/approve/{id}" }),
	);
	assert.equal(done.status, "approved");
	assert.equal(done.approved_by, "alice@example.org");
	assert.equal(done.superseded, "RB-LNX-APPROVE-001");
	assert.deepEqual([done.approvals, done.required_approvals], [1, 1]);
	assert.deepEqual(done.withdrawn, []);
	assert.ok(Date.parse(done.approved_at));
	const next = accepted(
		await executor.get(
			"/rpc/learn_next_runbook",
			{ incident_type: "service_crash", platform: "linux" },
			{ title: "the executor's question what to run" },
		),
	);
	assert.deepEqual(
		next.map((found) => [found.runbook_id, found.digest]),
		[[id, said.digest]],
	);
});

test("POST /api/review/reject/{id} is POST /rpc/learn_reject", async () => {
	const id = await stage.draft("RB-LNX-REJECT-001");
	const done = accepted(
		await alice.post(
			"/rpc/learn_reject",
			{ id, reviewer: "alice@example.org", reason: "it would stop the database" },
			{ title: "POST /api/review/reject/{id}" },
		),
	);
	assert.equal(done.status, "rejected");
	assert.equal(done.rejected_by, "alice@example.org");
	assert.equal(done.reason, "it would stop the database");
	assert.ok(Date.parse(done.rejected_at));
	assert.equal(await reviewStatus(alice, id), "rejected");
});

test("POST /api/review/changes/{id} is POST /rpc/learn_request_changes", async () => {
	const id = await stage.draft("RB-LNX-CHANGES-001");
	const { digest } = await comparison(alice, id);
	await stage.model.control({ behaviours: [{ behaviour: "held", purpose: "improve" }] });
	const done = accepted(
		await alice.post(
			"/rpc/learn_request_changes",
			{ id, reviewer: "alice@example.org", requested_changes: "wait until the port is free" },
			{ title: "POST /api/review/changes/{id}" },
		),
	);
	assert.equal(done.status, "needs_changes");
	assert.equal(await reviewStatus(alice, id), "needs_changes");
	await stage.model.control({ release: 1 });
	await until(
		"the next revision is there",
		async () => (await comparison(alice, id)).revision === 2,
	);
	const revised = await comparison(alice, id);
	assert.notEqual(revised.digest, digest);
	assert.equal(revised.status, "pending_review");
	const between = accepted(
		await alice.get(
			"/rpc/learn_comparison",
			{ id, revision: 1 },
			{ title: "what changed since an earlier revision" },
		),
	);
	assert.deepEqual(
		[
			between.compared_with.runbook_id,
			between.compared_with.revision,
			between.compared_with.digest,
		],
		[id, 1, digest],
	);
});

test("POST /api/review/test/{id} is POST /rpc/learn_add_test", async () => {
	const id = await stage.draft("RB-LNX-TEST-001");
	accepted(
		await alice.post(
			"/rpc/learn_add_test",
			{ id, test_name: "staging", passed: true, details: "3 of 3 runs" },
			{ title: "POST /api/review/test/{id}" },
		),
	);
	const found = accepted(await alice.get("/rpc/learn_runbook", { id }));
	assert.equal(found.test_results.length, 1);
	const [result] = found.test_results;
	assert.deepEqual(
		[result.test_name, result.passed, result.details, result.revision, result.current],
		["staging", true, "3 of 3 runs", 1, true],
	);
});

test("GET /api/review/stats is GET /rpc/learn_stats", async () => {
	const counts = accepted(
		await alice.get("/rpc/learn_stats", {}, { title: "GET /api/review/stats" }),
	);
	const states = [
		"pending_review",
		"in_review",
		"needs_changes",
		"approved",
		"rejected",
		"withdrawn",
	];
	const sum = states.reduce((total, state) => total + counts[state], 0);
	assert.equal(counts.total, sum);
	assert.deepEqual([counts.approved, counts.rejected], [1, 1]);
	assert.equal(typeof counts.high_priority_pending, "number");
	assert.equal(counts.overdue, 0);
});

test("GET /api/review/history is GET /rpc/learn_history", async () => {
	const all = accepted(
		await alice.get("/rpc/learn_history", { limit: 50 }, { title: "GET /api/review/history" }),
	);
	assert.deepEqual(
		all.map((item) => [item.runbook_id, item.status]),
		[
			["RB-LNX-REJECT-001-v2", "rejected"],
			["RB-LNX-APPROVE-001-v2", "approved"],
		],
	);
	const approved = accepted(
		await alice.get(
			"/rpc/learn_history",
			{ status: "approved", limit: 50 },
			{ title: "GET /api/review/history?status=approved&limit=50" },
		),
	);
	assert.deepEqual(
		approved.map((item) => [item.runbook_id, item.approval_notes]),
		[["RB-LNX-APPROVE-001-v2", "tried on staging"]],
	);
});

test("the measures are views", async () => {
	const versions = accepted(
		await alice.get(
			"/learn_versions",
			{
				line: "eq.RB-LNX-APPROVE-001",
				order: "version.desc",
				select: "runbook_id,status,verdict",
			},
			{ title: "success by version" },
		),
	);
	assert.deepEqual(
		versions.map((version) => version.runbook_id),
		["RB-LNX-APPROVE-001-v2", "RB-LNX-APPROVE-001"],
	);
	const backlog = accepted(await alice.get("/learn_backlog", {}, { title: "backlog" }));
	assert.deepEqual(
		backlog.map((row) => row.priority),
		["high", "medium", "low"],
	);
	const [week] = accepted(
		await alice.get(
			"/learn_learning_rate",
			{ order: "week.desc", limit: 1 },
			{ title: "learning rate" },
		),
	);
	assert.ok(week.generated >= 5);
	const reviewers = accepted(
		await alice.get(
			"/learn_reviewers",
			{ reviewer: "eq.alice@example.org" },
			{ title: "reviewers" },
		),
	);
	assert.equal(reviewers.length, 1);
	const idle = accepted(
		await alice.get(
			"/learn_never_ran",
			{ select: "runbook_id,waiting,reason" },
			{ title: "approved and never executed" },
		),
	);
	assert.equal(
		idle.find((row) => row.runbook_id === "RB-LNX-APPROVE-001-v2").reason,
		"no executor is registered for linux",
	);
});

test("lists are filtered, ordered, cut and counted", async () => {
	const ids = async (query, headers) => {
		const answer = await alice.get("/rpc/learn_pending", query, { headers });
		return [
			answer.status,
			answer.headers.get("content-range"),
			answer.json.map((item) => item.runbook_id),
		];
	};
	assert.deepEqual(
		await ids({
			runbook_id: "like.RB-LNX-PENDING-*",
			select: "runbook_id",
			order: "runbook_id.desc",
		}),
		[200, "0-1/*", ["RB-LNX-PENDING-002-v2", "RB-LNX-PENDING-001-v2"]],
	);
	assert.deepEqual(
		await ids(
			{ runbook_id: "like.RB-LNX-PENDING-*", limit: 1, offset: 1 },
			{ Prefer: "count=exact" },
		),
		[206, "1-1/2", ["RB-LNX-PENDING-002-v2"]],
	);
	assert.deepEqual(
		await ids(
			{ runbook_id: "in.(RB-LNX-PENDING-002-v2,RB-LNX-NONE-001)" },
			{ Prefer: "count=exact" },
		),
		[200, "0-0/1", ["RB-LNX-PENDING-002-v2"]],
	);
	assert.deepEqual(await ids({ priority: "medium", status: "neq.pending_review" }), [
		200,
		"*/*",
		[],
	]);
	refused(
		await alice.get(
			"/rpc/learn_pending",
			{ offset: 1000 },
			{ headers: { Prefer: "count=exact" } },
		),
		416,
		"PGRST103",
	);
	const named = accepted(
		await alice.get("/learn_executions", {
			runbook_id: "eq.RB-LNX-PENDING-001",
			select: "runbook_id,step:executed_steps->1->>action",
		}),
	);
	assert.deepEqual(named, [{ runbook_id: "RB-LNX-PENDING-001", step: "restart_service" }]);
});

test("one row is asked for as an object", async () => {
	const headers = { Accept: "application/vnd.pgrst.object+json" };
	const one = accepted(
		await alice.get(
			"/rpc/learn_pending",
			{ runbook_id: "eq.RB-LNX-PENDING-001-v2" },
			{ headers },
		),
	);
	assert.equal(one.runbook_id, "RB-LNX-PENDING-001-v2");
	refused(
		await alice.get("/rpc/learn_pending", { runbook_id: "eq.none" }, { headers }),
		406,
		"PGRST116",
	);
});

/* The page. */

test("the page is HTML for browsers, and JSON for those who take anything", async () => {
	const page = await anonymous.get(
		"/rpc/learn_dashboard",
		{},
		{ headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" } },
	);
	assert.equal(page.status, 200, page.text);
	assert.match(page.headers.get("content-type"), /^text\/html/);
	assert.match(page.text, /^<!DOCTYPE html>/i);
	assert.match(page.headers.get("content-security-policy"), /default-src 'none'/);
	const anything = await anonymous.get(
		"/rpc/learn_dashboard",
		{},
		{ headers: { Accept: "*/*" } },
	);
	assert.match(anything.headers.get("content-type"), /^application\/json/);
	assert.equal(anything.json, page.text);
});

test("other answers are not HTML", async () => {
	refused(
		await alice.get("/rpc/learn_stats", {}, { headers: { Accept: "text/html" } }),
		406,
		"PGRST107",
	);
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
	for (const name of ["learn_whoami", ...Object.keys(READERS)])
		assert.deepEqual(Object.keys(paths[`/rpc/${name}`]).sort(), ["get", "post"], name);
	for (const name of Object.keys({ ...DECIDERS, ...OPERATORS })) {
		assert.deepEqual(Object.keys(paths[`/rpc/${name}`]), ["post"], name);
	}
	for (const view of VIEWS) assert.ok(paths[`/${view}`], view);
	const { schema } = paths["/rpc/learn_approve"].post.parameters.find(
		({ name }) => name === "args",
	);
	assert.deepEqual(schema.required, ["id"]);
	assert.deepEqual(Object.keys(schema.properties).sort(), [
		"acknowledged_risks",
		"digest",
		"id",
		"notes",
		"reviewer",
	]);
});

test("nobody is shown what their role cannot use", async () => {
	const shown = async (person) =>
		Object.keys((await document(person)).paths).filter(
			(path) => path.startsWith("/rpc/learn_") || path.startsWith("/learn_"),
		);
	assert.ok(!(await shown(executor)).includes("/rpc/learn_approve"));
	assert.ok(!(await shown(alice)).includes("/rpc/learn_import"));
	assert.deepEqual(
		(await shown(anonymous)).filter((path) => path !== "/rpc/learn_dashboard"),
		[],
	);
});

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
