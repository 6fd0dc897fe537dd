/*
 * The page, in a real browser, on a real database with its worker: a
 * reviewer's session from signing in to the approval, and what may come
 * between.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Desk, startBrowser } from "./stage/desk.mjs";
import { runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { until } from "./stage/until.mjs";

const stage = await Stage.start("page");
await stage.install();
const browser = await startBrowser();
const alice = stage.person("alice@example.org", "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");
const desks = [];

after(async () => {
	await browser.close();
	await stage.stop();
});

async function desk(person, options) {
	const opened = await Desk.open(browser, stage, person, options);
	desks.push(opened);
	return opened;
}

/* Somebody who is signed in, at a place in the page. */
async function signedIn(person, hash, options) {
	const opened = await desk(person, options);
	await opened.signIn(hash);
	return opened;
}

/* The draft of a runbook, as the API has it. */
async function comparison(id) {
	const { json } = await alice.get("/rpc/learn_comparison", { id });
	return json;
}

async function accepted(answer) {
	assert.ok((await answer).status < 300, (await answer).text);
	return (await answer).json;
}

/* Holds requests back, from now until the function returned is called. */
async function held(here, address) {
	let release;
	const isReleased = new Promise((resolve) => {
		release = resolve;
	});
	await here.page.route(address, async (route) => {
		await isReleased;
		await route.continue();
	});
	return release;
}

const first = await desk(alice);

test("whoever opens the page is asked to sign in", async () => {
	await first.go();
	await first.heading("Sign in").waitFor();
	assert.equal(await first.page.getByRole("table").count(), 0);
	await first.giveToken("no token at all");
	await first.heading("Sign in").waitFor();
	await first.giveToken();
	await first.heading("Waiting for review").waitFor();
	await first.says(first.page.getByRole("group", { name: "Signed in" }), "alice@example.org");
});

test("an empty queue says so, and what fills it", async () => {
	await first.page.getByText("Nothing waits for a review.").waitFor();
	await first.page.getByText(/Drafts appear here/).waitFor();
});

test("the queue is filtered by priority", async () => {
	await stage.draft("RB-LNX-WEB-001");
	await stage.draft(
		"RB-LNX-DISK-001",
		{ incident_type: "disk_full" },
		{ incident_types: ["disk_full"] },
	);
	await first.page.getByRole("button", { name: "Refresh", exact: true }).click();
	await first.count(first.rows("Items waiting"), 2);
	await first.says(first.page.getByRole("list", { name: "Counters" }), /Pending review\s+2/);
	const priority = first.page.getByRole("navigation", { name: "Priority" });
	await priority.getByRole("link", { name: "Medium" }).click();
	await first.count(first.rows("Items waiting"), 1);
	await first.says(first.rows("Items waiting"), "RB-LNX-DISK-001-v2");
	await priority.getByRole("link", { name: "High" }).click();
	await first.says(first.rows("Items waiting"), "RB-LNX-WEB-001-v2");
	assert.match(first.page.url(), /#\/queue\?priority=high$/);
	await priority.getByRole("link", { name: "Low" }).click();
	await first.count(first.rows("Items waiting"), 0);
	await priority.getByRole("link", { name: "All" }).click();
	await first.count(first.rows("Items waiting"), 2);
});

test("an opened item shows the differences, and what speaks for them", async () => {
	await first
		.rows("Items waiting")
		.getByRole("link", { name: /RB-LNX-WEB-001-v2/ })
		.click();
	await first.heading(/Restart a service/).waitFor();
	const steps = first.region("Steps").getByRole("article");
	await first.count(steps, 3);
	await first.region("Steps").getByRole("article", { name: "Step 2: prepare, added" }).waitFor();
	await first
		.region("Steps")
		.getByRole("article", { name: "Step 1: status, unchanged" })
		.waitFor();
	await first.says(first.region("Steps"), "systemctl daemon-reload");
	await first.says(first.region("Steps"), "its prerequisite was missing");
	await first.says(first.region("Failure"), "Address already in use");
	await first.says(first.region("Expected effect"), /1\s+hosts?/);
	await first.says(first.region("Evidence"), "exec-");
	await first.says(first.region("Earlier decisions"), /first review/);
	await first.says(first.region("Audit"), "generate");
	await first.says(first.region("Success by version"), "RB-LNX-WEB-001");
});

test("a claim is seen by the others", async () => {
	await first.button("Claim").click();
	await first.says(first.decision, /You have claimed it/);
	const other = await signedIn(bob, "#/review/RB-LNX-WEB-001-v2");
	await other.says(other.decision, /alice@example\.org claimed it/);
	await other.button("Take over").waitFor();
	assert.equal(await other.button("Approve").getAttribute("aria-disabled"), "true");
	await other.says(other.blockers, "alice@example.org");
	await other.close();
});

test("a test result is added", async () => {
	const tests = first.region("Tests");
	await tests.getByRole("textbox", { name: "Test name" }).fill("staging");
	await tests.getByRole("radio", { name: "Passed" }).check();
	await tests.getByRole("textbox", { name: "Details" }).fill("3 of 3 runs");
	await tests.getByRole("button", { name: "Add test result" }).click();
	await first.says(tests, "3 of 3 runs");
	assert.equal(await tests.getByRole("textbox", { name: "Test name" }).inputValue(), "");
});

test("requested changes come back as the next revision", async () => {
	await first.takeClock();
	await first.page.reload();
	await first.decision.waitFor();
	await stage.model.control({ behaviours: [{ behaviour: "held", purpose: "improve" }] });
	await first.button("Request changes").click();
	await first.page.getByText("Say what should change.").waitFor();
	await first.notes.fill("wait until the port is free");
	await first.button("Request changes").click();
	await first.says(first.decision, /Changes requested/);
	assert.equal(await first.button("Approve").getAttribute("aria-disabled"), "true");
	await stage.model.control({ release: 1 });
	await until(
		"the draft is written again",
		async () => (await comparison("RB-LNX-WEB-001-v2")).revision === 2,
	);
	await first.refresh();
	const changed = first.page.getByRole("status", { name: "Content changed" });
	await first.says(changed, "revision 1");
	assert.equal(
		await first
			.region("Steps")
			.getByRole("article", { name: /prepare-2/ })
			.count(),
		0,
	);
	await changed.getByRole("button", { name: "Show the new content" }).click();
	await first
		.region("Steps")
		.getByRole("article", { name: /prepare-2, added/ })
		.waitFor();
	await first.says(first.region("Revisions"), "wait until the port is free");
});

test("two revisions are compared", async () => {
	await first.region("Revisions").getByRole("link", { name: "Compare with revision 1" }).click();
	await first
		.region("Steps")
		.getByRole("article", { name: /prepare, unchanged/ })
		.waitFor();
	await first.count(first.region("Steps").getByRole("article", { name: /, added$/ }), 1);
	await first
		.region("Revisions")
		.getByRole("link", { name: "Compare with the version in use" })
		.click();
	await first.count(first.region("Steps").getByRole("article", { name: /, added$/ }), 2);
});

test("what was approved is in use, in the history, and among the versions", async () => {
	await first.says(first.blockers, "Nothing stands in the way.");
	await first.notes.fill("tried on staging");
	await first.button("Approve").click();
	await first.says(first.result, /RB-LNX-WEB-001-v2 is approved and in use/);
	await first.page
		.getByRole("navigation", { name: "Pages" })
		.getByRole("link", { name: "History" })
		.click();
	await first.heading("Decided").waitFor();
	const decided = first.page.getByRole("table", { name: "Decided reviews" });
	await first.says(decided, "RB-LNX-WEB-001-v2");
	await first.says(decided, "tried on staging");
	await first.page
		.getByRole("navigation", { name: "Pages" })
		.getByRole("link", { name: "Measures" })
		.click();
	const versions = first.page.getByRole("table", { name: "Versions" }).getByRole("row");
	await first.says(versions.filter({ hasText: "RB-LNX-WEB-001-v2" }), "active");
	await first.says(
		versions.filter({ has: first.page.getByText("RB-LNX-WEB-001", { exact: true }) }).first(),
		"archived",
	);
	const idle = first.page.getByRole("table", { name: "Approved and never executed" });
	await first.says(
		idle.getByRole("row").filter({ hasText: "RB-LNX-WEB-001-v2" }),
		"no executor is registered for linux",
	);
	const next = await stage
		.executor()
		.get("/rpc/learn_next_runbook", { incident_type: "service_crash", platform: "linux" });
	assert.equal(next.json[0].runbook_id, "RB-LNX-WEB-001-v2");
});

test("a second browser that decides meanwhile: the conflict is explained", async () => {
	const id = await stage.draft("RB-LNX-MAIL-001");
	const [here, there] = [
		await signedIn(alice, `#/review/${id}`),
		await signedIn(bob, `#/review/${id}`),
	];
	await here.notes.fill("looks good to me");
	await there.notes.fill("it would stop the database");
	await there.button("Reject").click();
	await there.says(there.result, /rejected/);
	await here.button("Approve").click();
	await here.says(here.problem, "What changed");
	await here.says(here.problem, /bob@example\.org/);
	await here.says(here.problem, /it would stop the database/);
	assert.equal((await comparison(id)).status, "rejected");
	await Promise.all([here.close(), there.close()]);
});

test("content that changes while it is read is not approved unread", async () => {
	const id = await stage.draft("RB-LNX-CHANGE-001");
	const here = await signedIn(alice, `#/review/${id}`);
	await here.notes.fill("looks good to me");
	const { improved, digest } = await comparison(id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = 31;
	await accepted(bob.post("/rpc/learn_edit", { id, content, digest }));
	await here.button("Approve").click();
	await here.says(here.problem, "revision: 1");
	assert.equal(await here.notes.inputValue(), "looks good to me");
	await here.page.getByRole("button", { name: "Show the new content" }).click();
	await here.region("Steps").getByRole("article", { name: "Step 1: status, modified" }).waitFor();
	await here.button("Approve").click();
	await here.says(here.result, /approved/);
	await here.close();
});

/* Somebody else saves the next revision of a draft, whose content is theirs. */
async function revise(id, timeout) {
	const { improved, digest } = await comparison(id);
	const content = structuredClone(improved.content);
	content.steps[0].timeout = timeout;
	await accepted(bob.post("/rpc/learn_edit", { id, content, digest }));
	return improved.content;
}

test("content that changes while it is read is not tested or rejected unread", async () => {
	const id = await stage.draft("RB-LNX-UNREAD-001");
	const here = await signedIn(alice, `#/review/${id}`);
	const tests = here.region("Tests");
	const attempts = [
		() => tests.getByRole("button", { name: "Add test result" }).click(),
		() => here.button("Reject").click(),
		() => here.button("Request changes").click(),
	];
	for (const [number, attempt] of attempts.entries()) {
		await tests.getByRole("textbox", { name: "Test name" }).fill("staging");
		await tests.getByRole("radio", { name: "Passed" }).check();
		await here.notes.fill("the timeout is too short");
		await revise(id, 31 + number);
		await attempt();
		await here.says(here.problem, /content has changed/i);
		await here.says(here.problem, `revision: ${number + 1} \u2192 ${number + 2}`);
		assert.equal(await here.notes.inputValue(), "the timeout is too short");
		const { json } = await alice.get("/rpc/learn_runbook", { id });
		assert.deepEqual([json.test_results, json.review.status], [[], "pending_review"]);
		await here.page.getByRole("button", { name: "Show the new content" }).click();
		await here.count(here.page.getByRole("button", { name: "Show the new content" }), 0);
	}
	await here.button("Reject").click();
	await here.says(here.result, /rejected/);
	assert.equal((await comparison(id)).status, "rejected");
	await here.close();
});

test("an answer that comes late says what it is about, and leaves what is open now", async () => {
	const [former, latter] = [
		await stage.draft("RB-LNX-LATE-001"),
		await stage.draft("RB-LNX-LATE-002"),
	];
	const here = await signedIn(alice, `#/review/${former}`);
	await here.notes.fill("looks good to me");
	await accepted(bob.post("/rpc/learn_reject", { id: former, reason: "no" }));
	const release = await held(here, "**/learn_approve");
	await here.button("Approve").click();
	await here.open(latter);
	await here.button("Edit").waitFor();
	await here.page.keyboard.press("r");
	const dialog = here.page.getByRole("dialog", { name: `Reject ${latter}` });
	await dialog.getByRole("textbox", { name: "Reason" }).fill("it would stop");
	release();
	await here.says(dialog, `${former}: review is already decided`);
	await here.page.keyboard.type(" the database");
	await dialog.getByRole("button", { name: "Reject" }).click();
	await here.says(here.result, `${latter} is rejected.`);
	const { json } = await alice.get("/rpc/learn_runbook", { id: latter });
	assert.equal(json.review.rejection_reason, "it would stop the database");
	await here.close();
});

test("what is typed survives the refresh, which brings what is new", async () => {
	const id = await stage.draft("RB-LNX-TYPE-001");
	const here = await desk(alice);
	await here.takeClock();
	await here.signIn(`#/review/${id}`);
	await here.notes.fill("not yet finished with this sent");
	await here.notes.evaluate((box) => box.setSelectionRange(4, 7));
	await here.page.evaluate(() => {
		window.before = document.activeElement;
	});
	await accepted(bob.post("/rpc/learn_add_test", { id, test_name: "night run", passed: false }));
	await here.refresh();
	await here.says(here.region("Tests"), "night run");
	assert.deepEqual(
		await here.notes.evaluate((box) => [
			box.value,
			box.selectionStart,
			box.selectionEnd,
			document.activeElement === box,
			window.before === box,
		]),
		["not yet finished with this sent", 4, 7, true, true],
	);
	await here.page.keyboard.type("quite");
	assert.equal(await here.notes.inputValue(), "not quite finished with this sent");
	await here.close();
});

test("the queue is refreshed every thirty seconds", async () => {
	const here = await desk(alice);
	await here.takeClock();
	await here.signIn();
	const before = await here.rows("Items waiting").count();
	await stage.draft("RB-LNX-TICK-001");
	await here.refresh();
	await here.count(here.rows("Items waiting"), before + 1);
	await here.close();
});

test("the keyboard is enough", async () => {
	const here = await signedIn(alice, "#/queue");
	await until("there are rows", async () => (await here.rows("Items waiting").count()) >= 2);
	const names = await here.rows("Items waiting").getByRole("link").allInnerTexts();
	const focused = () => here.page.evaluate(() => document.activeElement.innerText);
	const { keyboard } = here.page;
	await keyboard.press("j");
	assert.equal(await focused(), names[0]);
	await keyboard.press("j");
	assert.equal(await focused(), names[1]);
	await keyboard.press("k");
	assert.equal(await focused(), names[0]);
	await keyboard.press("Enter");
	await here.decision.waitFor();
	for (const [key, title] of [
		["a", /^Approve/],
		["r", /^Reject/],
		["c", /^Request changes/],
		["?", /^Keyboard shortcuts/],
	]) {
		await keyboard.press(key);
		await here.page.getByRole("dialog", { name: title }).waitFor();
		await keyboard.press("Escape");
		await here.closed();
	}
	await keyboard.press("j");
	await here.page.waitForFunction(
		() => document.activeElement.closest("article, section") !== null,
	);
	await here.notes.focus();
	await keyboard.type("jar?");
	assert.equal(await here.notes.inputValue(), "jar?");
	assert.equal(await here.page.locator("dialog").count(), 0);
	await here.notes.fill("");
	await here.page.evaluate(() => document.activeElement.blur());
	await keyboard.press("Escape");
	await here.heading("Waiting for review").waitFor();
	await here.close();
});

test("a rejection by keyboard alone", async () => {
	const id = await stage.draft("RB-LNX-KEYS-001");
	const here = await signedIn(alice, `#/review/${id}`);
	await here.decision.waitFor();
	await here.page.keyboard.press("r");
	await here.page.getByRole("dialog", { name: `Reject ${id}` }).waitFor();
	await here.page.keyboard.type("it would stop the database");
	await here.page.keyboard.press("Tab");
	await here.page.keyboard.press("Enter");
	await here.says(here.result, /rejected/);
	assert.equal((await comparison(id)).status, "rejected");
	await here.close();
});

test("links lead to an item, a revision, a filter, and nowhere", async () => {
	const here = await signedIn(alice, "#/review/RB-LNX-WEB-001-v2?revision=1");
	await here
		.region("Revisions")
		.getByRole("link", { name: "Compare with the version in use" })
		.waitFor();
	await here.page.reload();
	await here
		.region("Revisions")
		.getByRole("link", { name: "Compare with the version in use" })
		.waitFor();
	await here.follow("#/history?status=rejected");
	await here.heading("Decided").waitFor();
	await here.says(here.rows("Decided reviews").first(), "RB-LNX-KEYS-001-v2");
	await here.page.goBack();
	await here.region("Revisions").waitFor();
	await here.follow("#/review/RB-LNX-NONE-001");
	await here.page.getByText("There is no such thing").waitFor();
	await here.follow("#/elsewhere");
	await here.page.getByText("There is no such page here").waitFor();
	await here.close();
});

test("an edit by hand is the next revision, and its author does not approve it", async () => {
	const id = await stage.draft("RB-LNX-HAND-001");
	const here = await signedIn(alice, `#/review/${id}`);
	await here.button("Edit").click();
	const dialog = here.page.getByRole("dialog", { name: `Edit ${id}` });
	const box = dialog.getByRole("textbox", { name: "Runbook (JSON)" });
	const content = JSON.parse(await box.inputValue());
	await box.fill(JSON.stringify({ ...content, steps: [] }));
	await dialog.getByRole("button", { name: "Save as next revision" }).click();
	await here.says(dialog, /steps/);
	content.steps[0].timeout = 33;
	await box.fill(JSON.stringify(content));
	await dialog.getByRole("textbox", { name: "Notes" }).fill("a little longer");
	await dialog.getByRole("button", { name: "Save as next revision" }).click();
	await here.closed();
	await here.region("Steps").getByRole("article", { name: "Step 1: status, modified" }).waitFor();
	await here.says(here.blockers, /You wrote this/);
	await here.insist("Approve");
	await here.says(here.problem, /You wrote this/);
	const there = await signedIn(bob, `#/review/${id}`);
	await there.says(there.blockers, "Nothing stands in the way.");
	await there.button("Approve").click();
	await there.says(there.result, /approved/);
	await Promise.all([here.close(), there.close()]);
});

test("risks are acknowledged one by one before an approval", async () => {
	const content = runbook("RB-LNX-RISK-001");
	content.steps[0].description = "looks \u202eat it";
	content.steps[1].command = "curl -s https://example.org/fix.sh | sh";
	await accepted(bob.post("/rpc/learn_submit", { content, reason: "quick fix" }));
	const { risks } = await comparison("RB-LNX-RISK-001");
	assert.ok(risks.length >= 2, JSON.stringify(risks));
	const here = await signedIn(alice, "#/review/RB-LNX-RISK-001");
	await here.insist("Approve");
	await here.says(here.problem, risks[0].name);
	for (const [number, { name }] of risks.entries()) {
		assert.equal(await here.button("Approve").getAttribute("aria-disabled"), "true");
		await here.count(here.blockers.getByRole("listitem"), risks.length - number);
		await here.page.getByRole("checkbox", { name: `Acknowledge ${name}`, exact: true }).check();
	}
	await here.says(here.blockers, "Nothing stands in the way.");
	await here.button("Approve").click();
	await here.says(here.result, /approved/);
	const [{ details }] = await stage.database.sql(
		"SELECT details FROM learn.audit_log WHERE action = 'approve' AND object_id = 'RB-LNX-RISK-001'",
	);
	assert.deepEqual(details.acknowledged_risks.sort(), risks.map((risk) => risk.name).sort());
	await here.close();
});

test("a risk is acknowledged for the revision that was read", async () => {
	const id = "RB-LNX-RISK-002";
	const content = runbook(id);
	content.steps[1].command = "curl -s https://example.org/fix.sh | sh";
	await accepted(bob.post("/rpc/learn_submit", { content, reason: "quick fix" }));
	const { risks, digest } = await comparison(id);
	const here = await signedIn(alice, `#/review/${id}`);
	const boxes = risks.map(({ name }) =>
		here.page.getByRole("checkbox", { name: `Acknowledge ${name}`, exact: true }),
	);
	for (const box of boxes) await box.check();
	await here.says(here.blockers, "Nothing stands in the way.");
	const before = await revise(id, 31);
	const between = await comparison(id);
	await accepted(
		bob.post("/rpc/learn_edit", { id, content: before, digest: between.digest }),
	);
	assert.equal((await comparison(id)).digest, digest);
	await here.page.getByRole("button", { name: "Refresh", exact: true }).click();
	await here.page.getByRole("button", { name: "Show the new content" }).click();
	for (const [number, { name }] of risks.entries()) {
		await here.says(here.blockers, `Risk not acknowledged: ${name}`);
		assert.equal(await boxes[number].isChecked(), false);
	}
	await here.close();
});

test("what policy finds is shown, and what it forbids is not approved", async () => {
	const id = "RB-LNX-POLICY-001";
	const content = runbook(id);
	content.steps[1].command = "detonate --slowly";
	const policy = (severity) =>
		stage.database.sql(
			`SELECT api.learn_set_policy('detonates', '${severity}', 'blows up', '{"program": "detonate"}')`,
		);
	await policy("warning");
	await accepted(bob.post("/rpc/learn_submit", { content, reason: "quick fix" }));
	const here = await signedIn(alice, `#/review/${id}`);
	const section = here.page.getByRole("region", { name: "Policy", exact: true });
	await here.says(section, "warning detonates: steps[1].command blows up");
	await here.says(here.blockers, "Nothing stands in the way.");
	await policy("danger");
	await here.page.getByRole("button", { name: "Refresh", exact: true }).click();
	await here.says(here.blockers, "Risk not acknowledged: restart/detonates");
	await here.count(section, 0);
	await policy("error");
	await here.page.getByRole("button", { name: "Refresh", exact: true }).click();
	await here.says(
		here.blockers,
		"Policy forbids it: steps[1].command blows up: detonate --slowly (detonates)",
	);
	await here.says(section, "error detonates: steps[1].command blows up");
	await policy("warning");
	await here.close();
});

test("two people approve, where two are needed", async () => {
	const id = await stage.draft("RB-LNX-TWO-001");
	await stage.configure(
		"learn.required_approvals = 2",
		async () => (await alice.get("/rpc/learn_whoami")).json.required_approvals === 2,
	);
	const here = await signedIn(alice, `#/review/${id}`);
	await here.says(here.decision, "Approvals: 0 of 2");
	await here.button("Approve").click();
	await here.says(here.decision, "Approvals: 1 of 2");
	assert.equal((await comparison(id)).status, "pending_review");
	await here.says(here.blockers, /You have approved this content already/);
	assert.equal(await here.button("Approve").getAttribute("aria-disabled"), "true");
	const there = await signedIn(bob, `#/review/${id}`);
	await there.says(there.decision, "alice@example.org");
	await there.button("Approve").click();
	await there.says(there.result, /approved and in use/);
	await stage.configure(
		"learn.required_approvals = 1",
		async () => (await alice.get("/rpc/learn_whoami")).json.required_approvals === 1,
	);
	await Promise.all([here.close(), there.close()]);
});

test("a draft whose parent is in use no longer is regenerated", async () => {
	const second = await stage.draft("RB-LNX-PARENT-001");
	const { digest } = await comparison(second);
	await accepted(bob.post("/rpc/learn_approve", { id: second, digest }));
	const third = await stage.fail(second);
	await accepted(
		stage.administrator().post("/rpc/learn_rollback", { id: second, reason: "worse" }),
	);
	const here = await signedIn(alice, `#/review/${third}`);
	await here.says(here.blockers, /not in use as it was/);
	await here.button("Regenerate").click();
	const dialog = here.page.getByRole("dialog", { name: `Regenerate ${third}` });
	await dialog.getByRole("textbox", { name: "Reason" }).fill("the parent was rolled back");
	await dialog.getByRole("button", { name: "Regenerate" }).click();
	await here.closed();
	await until("it is written again", async () => {
		const { parent, parent_is_current, status } = await comparison(third);
		return (
			parent.id === "RB-LNX-PARENT-001" && parent_is_current && status === "pending_review"
		);
	});
	await here.close();
});

test("the same content made from another version is claimed before it is approved", async () => {
	const second = await stage.draft("RB-LNX-FORMER-001");
	const { digest } = await comparison(second);
	await accepted(bob.post("/rpc/learn_approve", { id: second, digest }));
	const third = await stage.fail(second);
	const read = await comparison(third);
	await accepted(
		stage.administrator().post("/rpc/learn_rollback", { id: second, reason: "worse" }),
	);
	await accepted(
		bob.post("/rpc/learn_edit", {
			id: third,
			content: read.improved.content,
			digest: read.digest,
		}),
	);
	assert.equal((await comparison(third)).digest, read.digest);
	const here = await signedIn(alice, `#/review/${third}`);
	await here.says(here.blockers, /claim it, and approve it then/);
	await here.button("Claim").click();
	await here.says(here.blockers, "Nothing stands in the way.");
	await here.button("Approve").click();
	await here.says(here.result, /approved and in use/);
	await here.close();
});

test("when the server is away the page says so, keeps what is there, and comes back", async () => {
	const here = await desk(alice);
	await here.takeClock();
	await here.signIn("#/review/RB-LNX-TYPE-001-v2");
	await here.notes.fill("half a thought");
	await stage.gateway.stop();
	await here.refresh();
	await here.says(here.page.locator("#freshness"), /No connection/);
	await here.region("Steps").waitFor();
	await here.notes.fill("half a thought more");
	await here.button("Reject").click();
	await here.says(here.problem, /./);
	assert.equal(await here.notes.inputValue(), "half a thought more");
	await stage.gateway.restart();
	await here.refresh();
	await here.says(here.page.locator("#freshness"), /Updated/);
	assert.equal(await here.notes.inputValue(), "half a thought more");
	await here.close();
});

test("when the token expires the page asks for another, and keeps what was typed", async () => {
	const late = stage.person("alice@example.org", "learn_reviewer", { lifetime: -3600 });
	const here = await desk(alice);
	await here.takeClock();
	await here.signIn("#/review/RB-LNX-TYPE-001-v2");
	await here.notes.fill("half a thought");
	await here.page.evaluate((token) => sessionStorage.setItem("learn.token", token), late.token);
	await here.refresh();
	await here.heading("Sign in").waitFor();
	await here.page
		.getByText(/expired/)
		.first()
		.waitFor();
	await here.giveToken();
	await until("the form is gone", async () => (await here.heading("Sign in").count()) === 0);
	assert.equal(await here.notes.inputValue(), "half a thought");
	await here.close();
});

test("who may not read is told what to do", async () => {
	const here = await desk(stage.executor());
	await here.go();
	await here.giveToken();
	await here.page.getByText(/You may not read this/).waitFor();
	await here.page.getByText(/token of a reviewer/).waitFor();
	await here.close();
});

test("signing out forgets the token and what was shown", async () => {
	const here = await signedIn(alice, "#/review/RB-LNX-TYPE-001-v2");
	await here.page.getByRole("button", { name: "Sign out" }).click();
	await here.heading("Sign in").waitFor();
	assert.deepEqual(await here.page.evaluate(() => Object.keys(sessionStorage)), []);
	assert.equal(await here.page.getByText("Restart a service").count(), 0);
	assert.equal(await here.page.getByText("systemctl").count(), 0);
	await here.close();
});

test("what comes after signing out is not shown", async () => {
	const here = await signedIn(alice, "#/review/RB-LNX-TYPE-001-v2");
	await here.decision.waitFor();
	for (const [address, button] of [
		["**/learn_comparison*", here.page.getByRole("button", { name: "Refresh", exact: true })],
		["**/learn_claim", here.button("Claim")],
	]) {
		const release = await held(here, address);
		const asked = here.page.waitForRequest(address);
		await button.click();
		const request = await asked;
		await here.page.getByRole("button", { name: "Sign out" }).click();
		await here.heading("Sign in").waitFor();
		release();
		await (await request.response()).finished();
		/* One more answer: the page has seen the one before. */
		await here.page.evaluate(() => fetch("learn_whoami").then((answer) => answer.text()));
		assert.equal(await here.heading("Sign in").count(), 1);
		assert.equal(await here.page.getByRole("group", { name: "Signed in" }).count(), 0);
		assert.equal(await here.page.getByText("systemctl").count(), 0);
		await here.giveToken();
		await here.decision.waitFor();
		assert.equal(await here.page.getByText(/You have claimed RB-/).count(), 0);
		await here.page.unroute(address);
	}
	await here.close();
});

test("no script failed, no policy was violated, nothing was asked of others", () => {
	assert.deepEqual(
		desks.flatMap((one) => one.mishaps),
		[],
	);
	const foreign = desks
		.flatMap((one) => one.requests)
		.filter((url) => !url.startsWith(stage.url));
	assert.deepEqual(foreign, []);
});
