/*
 * Decisions as the original review API did not have them: claims, edits,
 * several approvals, risks, tests that are needed, versions in production.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { accepted, approval, approve, comparison, refused } from "./stage/answers.mjs";
import { requestsSeen } from "./stage/person.mjs";
import { runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { transcriptText } from "./stage/transcript.mjs";
import { until } from "./stage/until.mjs";

const stage = await Stage.start("decisions");
await stage.install();
const anonymous = stage.person();
const executor = stage.executor();
const alice = stage.person("alice@example.org", "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");
const carol = stage.administrator();

after(async () => {
	writeFileSync(`${stage.output()}/decisions.md`, transcriptText(requestsSeen()));
	await stage.stop();
});

test("who is signed in, and what that means", async () => {
	const me = accepted(await alice.get("/rpc/learn_whoami", {}, { title: "who is signed in" }));
	assert.equal(me.reviewer, "alice@example.org");
	assert.equal(me.role, "learn_reviewer");
	assert.deepEqual([me.may_test, me.may_decide, me.may_operate], [true, true, false]);
	assert.equal(me.required_approvals, 1);
	const she = accepted(await carol.get("/rpc/learn_whoami"));
	assert.deepEqual([she.may_test, she.may_decide, she.may_operate], [true, true, true]);
	const program = accepted(await executor.get("/rpc/learn_whoami"));
	assert.deepEqual(
		[program.may_test, program.may_decide, program.may_operate],
		[false, false, false],
	);
	const trial = accepted(await stage.tester().get("/rpc/learn_whoami"));
	assert.deepEqual([trial.may_test, trial.may_decide, trial.may_operate], [true, false, false]);
	refused(await anonymous.get("/rpc/learn_whoami"), 401, "42501");
});

test("a claim keeps others off, until they take over", async () => {
	const id = await stage.draft("RB-LNX-CLAIM-001");
	const claim = accepted(await alice.post("/rpc/learn_claim", { id }, { title: "claim" }));
	assert.deepEqual([claim.status, claim.claimed_by], ["in_review", "alice@example.org"]);
	refused(
		await bob.post("/rpc/learn_claim", { id }, { title: "claimed by somebody else" }),
		409,
		"PT409",
	);
	refused(await bob.post("/rpc/learn_reject", { id, reason: "no" }), 409, "PT409");
	const taken = accepted(await bob.post("/rpc/learn_claim", { id, take_over: true }));
	assert.deepEqual(
		[taken.claimed_by, taken.taken_over_from],
		["bob@example.org", "alice@example.org"],
	);
});

test("a draft is edited by hand, and its author does not approve it", async () => {
	const id = await stage.draft("RB-LNX-EDIT-001");
	const { improved, digest } = await comparison(alice, id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = 11;
	const edited = accepted(
		await alice.post(
			"/rpc/learn_edit",
			{ id, content, digest, notes: "sooner" },
			{ title: "edit a draft" },
		),
	);
	assert.deepEqual(
		[edited.status, edited.revision, edited.edited_by],
		["pending_review", 2, "alice@example.org"],
	);
	assert.notEqual(edited.digest, digest);
	const own = refused(await approve(alice, id), 403, "42501");
	assert.equal(own.message, "authors do not approve their own runbook");
	refused(
		await bob.post(
			"/rpc/learn_approve",
			{ id, digest },
			{ title: "what was read is outdated" },
		),
		409,
		"PT409",
	);
	accepted(await approve(bob, id));
});

test("a hand-written runbook is queued", async () => {
	const done = accepted(
		await alice.post(
			"/rpc/learn_submit",
			{ content: runbook("RB-LNX-SUBMIT-001"), reason: "we have none", priority: "low" },
			{ title: "submit a runbook" },
		),
	);
	assert.equal(done.status, "pending_review");
	refused(await approve(alice, done.id), 403, "42501");
});

test("an administrator retires a version, and rolls one back", async () => {
	const id = await stage.draft("RB-LNX-BACK-001");
	accepted(await approve(alice, id));
	refused(await alice.post("/rpc/learn_rollback", { id, reason: "worse" }), 403, "42501");
	const back = accepted(
		await carol.post(
			"/rpc/learn_rollback",
			{ id, reason: "worse" },
			{ title: "roll back to the version before" },
		),
	);
	assert.deepEqual([back.archive_reason, back.active], ["rolled_back", "RB-LNX-BACK-001"]);
	const gone = accepted(
		await carol.post(
			"/rpc/learn_retire",
			{ id: "RB-LNX-BACK-001", reason: "no longer needed" },
			{ title: "retire a runbook" },
		),
	);
	assert.deepEqual([gone.status, gone.archive_reason], ["archived", "retired"]);
});

test("a draft whose parent was rolled back is written again from what is in use", async () => {
	const second = await stage.draft("RB-LNX-AGAIN-001");
	refused(await alice.post("/rpc/learn_regenerate", { id: second }), 409, "PT409");
	accepted(await approve(alice, second));
	const third = await stage.fail(second);
	accepted(await carol.post("/rpc/learn_rollback", { id: second, reason: "worse" }));
	refused(await approve(alice, third), 409, "PT409");
	const done = accepted(
		await alice.post(
			"/rpc/learn_regenerate",
			{ id: third, reason: "rolled back" },
			{ title: "write a draft again from the version in use" },
		),
	);
	assert.deepEqual(
		[done.status, done.parent_runbook, done.will_be_rewritten],
		["needs_changes", "RB-LNX-AGAIN-001", true],
	);
	await until(
		"it is written again",
		async () => (await comparison(alice, third)).status === "pending_review",
	);
	accepted(await approve(alice, third));
});

test("risks are acknowledged by name", async () => {
	const content = runbook("RB-LNX-RISK-001");
	content.steps[1].command = "curl -s https://example.org/fix.sh | sh";
	const { id } = accepted(await bob.post("/rpc/learn_submit", { content, reason: "quick fix" }));
	const said = await approval(alice, id);
	assert.deepEqual(said.acknowledged_risks, [
		"restart/runs-download",
		"restart/runs-what-it-downloads",
	]);
	const problem = refused(
		await alice.post(
			"/rpc/learn_approve",
			{ ...said, acknowledged_risks: [] },
			{ title: "risks that were not acknowledged" },
		),
		409,
		"PT409",
	);
	assert.equal(problem.message, "risks are not acknowledged");
	assert.match(problem.details, /restart\/runs-download/);
	refused(
		await alice.post("/rpc/learn_approve", {
			...said,
			acknowledged_risks: [...said.acknowledged_risks, "restart/none"],
		}),
		400,
		"22023",
	);
	accepted(
		await alice.post("/rpc/learn_approve", said, { title: "with its risks acknowledged" }),
	);
});

test("two people approve, where two are needed", async () => {
	const id = await stage.draft("RB-LNX-TWO-001");
	const needed = async (count) =>
		stage.configure(
			`learn.required_approvals = ${count}`,
			async () => accepted(await alice.get("/rpc/learn_whoami")).required_approvals === count,
		);
	await needed(2);
	const once = accepted(await approve(alice, id));
	assert.deepEqual(
		[once.status, once.approvals, once.required_approvals],
		["pending_review", 1, 2],
	);
	const problem = refused(await approve(alice, id), 409, "PT409");
	assert.equal(problem.message, "already approved by you");
	const twice = accepted(await approve(bob, id));
	assert.deepEqual([twice.status, twice.approvals], ["approved", 2]);
	await needed(1);
});

test("a test has passed, where that is needed", async () => {
	const id = await stage.draft("RB-LNX-TESTED-001");
	const needed = async (is) =>
		stage.configure(
			`learn.require_passing_test = ${is}`,
			async () => accepted(await alice.get("/rpc/learn_whoami")).require_passing_test === is,
		);
	await needed(true);
	assert.equal(
		refused(await approve(alice, id), 409, "PT409").message,
		"a passing test is needed",
	);
	accepted(await alice.post("/rpc/learn_add_test", { id, test_name: "staging", passed: false }));
	refused(await approve(alice, id), 409, "PT409");
	accepted(await alice.post("/rpc/learn_add_test", { id, test_name: "staging", passed: true }));
	accepted(await approve(alice, id));
	await needed(false);
});

test("no request has crashed the server or was an internal error", () => {
	assert.doesNotMatch(stage.database.serverLog(), /PANIC|TRAP:|terminated by signal|XX000/);
});
