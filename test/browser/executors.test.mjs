/*
 * What executors send, and ask for.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { accepted, refused } from "./stage/answers.mjs";
import { requestsSeen } from "./stage/person.mjs";
import { execution } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { transcriptText } from "./stage/transcript.mjs";

const MANY = 500;

const stage = await Stage.start("executors");
await stage.install();
const executor = stage.executor();
const tester = stage.tester();
const alice = stage.person("alice@example.org", "learn_reviewer");
const carol = stage.administrator();

after(async () => {
	writeFileSync(`${stage.output()}/executors.md`, transcriptText(requestsSeen()));
	await stage.stop();
});

test("an executor reports one execution", async () => {
	await stage.import("RB-LNX-REPORT-001");
	const answer = await executor.post(
		"/learn_executions",
		execution({ execution_id: "exec-20261122-9001", runbook_id: "RB-LNX-REPORT-001" }),
		{ title: "report an execution" },
	);
	assert.equal(answer.status, 201, answer.text);
	assert.equal(answer.text, "");
	await stage.holds(
		"the execution is analysed",
		"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-20261122-9001'",
	);
	const [seen] = accepted(
		await alice.get(
			"/learn_executions",
			{ execution_id: "eq.exec-20261122-9001", select: "failure_type,hostname,success" },
			{ title: "an execution with its analysis" },
		),
	);
	assert.deepEqual(seen, {
		failure_type: "runbook_insufficient",
		hostname: "web-1",
		success: false,
	});
});

test("who may read executions has them back", async () => {
	const answer = await carol.post(
		"/learn_executions",
		execution({ runbook_id: "RB-LNX-BACK-002", duration_seconds: 1.5 }),
		{ headers: { Prefer: "return=representation" } },
	);
	const [row] = accepted(answer, 201);
	assert.match(row.execution_id, /^exec-/);
	assert.equal(row.duration_seconds, 1.5);
});

test("an executor reports many executions at once", async () => {
	const rows = Array.from({ length: MANY }, (_, i) =>
		execution({ runbook_id: "RB-LNX-MANY-001", hostname: `web-${i}`, incident_id: null }),
	);
	const answer = await executor.post("/learn_executions", rows);
	assert.equal(answer.status, 201, answer.text);
	const found = await alice.get(
		"/learn_executions",
		{ runbook_id: "eq.RB-LNX-MANY-001", limit: 1, select: "hostname" },
		{ headers: { Prefer: "count=exact" } },
	);
	assert.equal(found.status, 206);
	assert.equal(found.headers.get("content-range"), `0-0/${MANY}`);
});

test("of many executions all are stored, or none", async () => {
	const rows = [
		execution({ runbook_id: "RB-LNX-NONE-001" }),
		execution({ runbook_id: "RB-LNX-NONE-001", platform: "os2" }),
	];
	const problem = refused(
		await executor.post("/learn_executions", rows, { title: "an execution that is wrong" }),
		400,
		"22023",
	);
	assert.match(problem.message, /must be one of linux, windows, darwin, not "os2"/);
	assert.deepEqual(
		accepted(await alice.get("/learn_executions", { runbook_id: "eq.RB-LNX-NONE-001" })),
		[],
	);
});

test("executions of one request have the same columns, which exist", async () => {
	const short = execution();
	delete short.hostname;
	refused(await executor.post("/learn_executions", [execution(), short]), 400, "PGRST102");
	refused(
		await executor.post("/learn_executions", { ...execution(), mood: "bad" }),
		400,
		"PGRST204",
	);
});

test("the same execution sent again is stored once", async () => {
	const row = execution({ execution_id: "exec-20261122-9002", runbook_id: "RB-LNX-TWICE-001" });
	const headers = { Prefer: "resolution=ignore-duplicates" };
	assert.equal((await executor.post("/learn_executions", row)).status, 201);
	assert.equal((await executor.post("/learn_executions", [row], { headers })).status, 201);
	refused(
		await executor.post("/learn_executions", row, { title: "the same execution again" }),
		409,
		"23505",
	);
	assert.equal(
		accepted(await alice.get("/learn_executions", { runbook_id: "eq.RB-LNX-TWICE-001" }))
			.length,
		1,
	);
});

test("executions are evidence: nobody changes or deletes them", async () => {
	const query = { runbook_id: "eq.RB-LNX-TWICE-001" };
	for (const person of [executor, alice, carol]) {
		refused(await person.request("DELETE", "/learn_executions", { query }), 403, "42501");
		refused(
			await person.request("PATCH", "/learn_executions", {
				query,
				body: { hostname: "other" },
			}),
			403,
			"42501",
		);
	}
});

test("what the engine finds out, and when, executors do not say", async () => {
	refused(
		await executor.post("/learn_executions", execution({ failure_type: "wrong_runbook" })),
		400,
		"0A000",
	);
	refused(
		await executor.post("/learn_executions", execution({ recorded_at: "2026-01-01" })),
		403,
		"42501",
	);
});

test("an executor says what it can do, under a name of its own", async () => {
	const said = { name: "web-1", actions: ["stop", "restart", "stop"], platform: "linux" };
	const announce = (person, changes) =>
		person.post("/rpc/learn_register_executor", { ...said, ...changes });
	const first = accepted(
		await executor.post("/rpc/learn_register_executor", said, { title: "announce an executor" }),
	);
	assert.deepEqual(
		[first.status, first.actions, first.registered_by],
		["registered", 2, "agent-7"],
	);
	assert.equal(accepted(await announce(executor)).status, "unchanged");
	assert.equal(accepted(await announce(executor, { actions: [] })).status, "changed");
	const other = stage.person("agent-8", "learn_executor");
	refused(await announce(other), 409, "PT409");
	refused(await announce(executor, { platform: "os2" }), 400, "22023");
	refused(await announce(executor, { actions: [null] }), 400, "22023");
	refused(await announce(alice), 403, "42501");
	const [seen] = accepted(await alice.get("/learn_executors", { name: "eq.web-1" }));
	assert.deepEqual(
		[seen.platform, seen.actions, seen.registered_by, seen.counts],
		["linux", [], "agent-7", true],
	);
	refused(await executor.get("/learn_executors"), 403, "42501");
});

test("an executor is handed a runbook by its name, if it is in use", async () => {
	await stage.import("RB-LNX-NAMED-001");
	const get = (person, id, title) =>
		person.get("/rpc/learn_active_runbook", { id }, title ? { title } : {});
	const found = accepted(await get(executor, "RB-LNX-NAMED-001", "a runbook by its name"));
	assert.deepEqual(Object.keys(found).sort(), ["content", "digest", "runbook_id"]);
	assert.equal(found.content.id, "RB-LNX-NAMED-001");
	assert.match(found.digest, /^[0-9a-f]{64}$/);
	refused(await get(executor, "RB-LNX-NAMED-002"), 404, "PT404");
	refused(await get(executor, await stage.fail("RB-LNX-NAMED-001")), 409, "PT409");
});

test("a tester tries a draft, and says how that went", async () => {
	const id = await stage.draft("RB-LNX-TRIED-001");
	const draft = accepted(
		await tester.get("/rpc/learn_draft_to_test", { id }, { title: "a draft to be tested" }),
	);
	assert.equal(draft.content.id, id);
	const result = { id, test_name: "staging run on staging-1", passed: true };
	const said = accepted(
		await tester.post(
			"/rpc/learn_add_test",
			{ ...result, digest: draft.digest },
			{ title: "the test of a draft" },
		),
	);
	assert.equal(said.digest, draft.digest);
	const stale = await tester.post("/rpc/learn_add_test", { ...result, digest: "0".repeat(64) });
	assert.equal(refused(stale, 409, "PT409").message, "content has changed");
	const { test_results: results } = accepted(await alice.get("/rpc/learn_runbook", { id }));
	assert.deepEqual(
		results.map((row) => [row.tested_by, row.current]),
		[["staging-1", true]],
	);
	refused(await tester.get("/rpc/learn_draft_to_test", { id: "RB-NONE" }), 404, "PT404");
	refused(await tester.get("/rpc/learn_draft_to_test", { id: "RB-LNX-TRIED-001" }), 404, "PT404");
	for (const path of ["/learn_executions", "/learn_versions", "/rpc/learn_stats"])
		refused(await tester.get(path), 403, "42501");
	refused(await tester.get("/rpc/learn_comparison", { id }), 403, "42501");
	refused(await tester.post("/rpc/learn_approve", { id }), 403, "42501");
	refused(await tester.post("/learn_executions", execution()), 403, "42501");
	refused(await executor.get("/rpc/learn_draft_to_test", { id }), 403, "42501");
});

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
