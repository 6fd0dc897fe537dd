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

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
