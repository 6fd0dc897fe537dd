/*
 * What machines, models and people wrote is text on the page, whatever it
 * looks like: nothing in it is run, and nothing in it hides.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Desk, startBrowser } from "./stage/desk.mjs";
import { runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";
import { until } from "./stage/until.mjs";

const SCRIPT = "<script>alert('script')</script>";
const IMAGE = "<img src=x onerror=\"alert('image')\">";
const BREAKOUT = "\"'></textarea></title></style></script><svg onload=alert('svg')>";
const LINK = "<a href=\"javascript:alert('link')\">click</a>";
const TEMPLATE = "{{constructor.constructor('alert(1)')()}} ${alert(1)}";
const HIDDEN = "safe\u202etxt.exe\u2066\u200b\u0007\u001b[31m";
const PARTS = [SCRIPT, IMAGE, BREAKOUT, LINK, TEMPLATE];
const ALL = [...PARTS, HIDDEN].join(" ");
const NAME = `${SCRIPT} ${IMAGE} ${HIDDEN}`; // names are short
const CODES = ["U+202E", "U+2066", "U+200B", "U+0007", "U+001B"];
const ID = "RB-LNX-EVIL-001";

const stage = await Stage.start("hostile");
await stage.install();
const browser = await startBrowser();
const alice = stage.person(`alice${IMAGE}@example.org`, "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");
const desk = await Desk.open(browser, stage, alice);

after(async () => {
	await browser.close();
	await stage.stop();
});

/* Elements and attributes that no part of the page makes itself. */
function intruders() {
	return desk.page.evaluate(() => {
		const found = [
			...document.body.querySelectorAll(
				"img, iframe, object, embed, base, link, meta, form[action]",
			),
		];
		const scripts = [...document.querySelectorAll("script")].slice(1);
		const attributes = [...document.querySelectorAll("*")].flatMap((one) =>
			[...one.attributes]
				.filter(({ name, value }) => /^on/i.test(name) || /^\s*javascript:/i.test(value))
				.map(() => one),
		);
		return [...found, ...scripts, ...attributes].map((one) => one.outerHTML);
	});
}

async function isHarmless() {
	assert.deepEqual(await intruders(), []);
	assert.deepEqual(desk.mishaps, []);
}

/* All of the text is there to be read, hidden characters by their codes. */
async function shows(place, parts = PARTS, codes = CODES) {
	let seen;
	await until(
		() => `all of it is in ${seen}`,
		async () => {
			seen = (await place.allInnerTexts()).join("\n");
			return [...parts, ...codes].every((part) => seen.includes(part));
		},
	);
	for (const character of HIDDEN.match(/[^\x20-\x7e]/gu)) {
		assert.ok(
			!seen.includes(character),
			`${character.codePointAt(0).toString(16)} is not visible`,
		);
	}
}

/* A failure whose every text is hostile, of a runbook that is so too. */
async function hostileDraft() {
	await stage.model.control({
		answers: [
			{
				match: "coil",
				failure_type: "runbook_insufficient",
				reasoning: `the model says ${ALL}`,
				confidence: 0.9,
				// With what cannot be seen in a command it would not be queued.
				command: `echo '${SCRIPT} ${IMAGE}'`,
			},
		],
	});
	return stage.draft(
		ID,
		{
			error_message: `the coil says ${ALL}`,
			error_traceback: ALL,
			notes: ALL,
			tags: [ALL],
			verification_method: ALL,
			state_before: { [ALL]: ALL },
			executed_steps: [
				{ step_number: 1, action: "check_status", success: true, output: ALL },
				{
					step_number: 2,
					action: "restart_service",
					success: false,
					error: ALL,
					output: `${IMAGE}\n${ALL}`,
				},
			],
		},
		{ ...runbook(ID), name: `Restart ${NAME}`, description: ALL },
	);
}

const id = await hostileDraft();

test("in the queue", async () => {
	await desk.signIn();
	await desk.count(desk.rows("Items waiting"), 1);
	await shows(desk.rows("Items waiting"), [SCRIPT, IMAGE]);
	await isHarmless();
});

test("in an item: the runbook, the failure, the model's words", async () => {
	await desk.open(id);
	await shows(desk.heading(/Restart/), [SCRIPT, IMAGE]);
	await shows(desk.region("Failure"));
	await desk.says(desk.region("Failure"), "the model says <script>");
	await desk.says(desk.region("Steps"), "echo '<script>");
	await isHarmless();
});

test("with everything unfolded", async () => {
	for (const summary of await desk.page.locator("details:not([open]) > summary").all()) {
		if (await summary.isVisible()) await summary.click();
	}
	await shows(desk.region("Failure"));
	await shows(desk.region("Texts"), PARTS, ["U+202E", "U+2066", "U+200B", "\\u0007", "\\u001b"]);
	await isHarmless();
});

test("in what reviewers write", async () => {
	await bob.post("/rpc/learn_add_test", { id, test_name: ALL, passed: false, details: ALL });
	await bob.post("/rpc/learn_claim", { id });
	await desk.page.reload();
	await desk.says(desk.decision, "bob@example.org");
	await shows(desk.region("Tests"));
	await shows(desk.region("Audit"));
	await isHarmless();
});

test("in an edit, where hidden characters stay what they are", async () => {
	await bob.post("/rpc/learn_request_changes", { id, requested_changes: ALL });
	await desk.page.reload();
	await desk.button("Edit").click();
	const box = desk.page.getByRole("textbox", { name: "Runbook (JSON)" });
	const text = await box.inputValue();
	assert.doesNotMatch(text, /[\u202e\u2066\u200b]/u, "they would not be seen");
	assert.equal(JSON.parse(text).description, ALL);
	await desk.page.keyboard.press("Escape");
	await isHarmless();
});

test("in a decision, in the history, in the measures", async () => {
	const other = await Desk.open(browser, stage, bob);
	await other.signIn(`#/review/${id}`);
	await other.notes.fill(ALL);
	await other.button("Reject").click();
	await other.says(other.result, /rejected/);
	assert.deepEqual(other.mishaps, []);
	await other.close();
	await desk.follow("#/history");
	await shows(desk.page.getByRole("table", { name: "Decided reviews" }));
	await isHarmless();
	await desk.follow("#/measures");
	await desk.page.getByRole("table", { name: "Versions" }).waitFor();
	await isHarmless();
});

test("in an address", async () => {
	await desk.follow(`#/review/${encodeURIComponent(ALL)}`);
	await desk.page.getByText("There is no such thing").waitFor();
	await isHarmless();
	await desk.follow(`#/queue?priority=${encodeURIComponent(SCRIPT)}`);
	await desk.heading("Waiting for review").waitFor();
	await desk.says(desk.page.getByRole("status", { name: "Trouble" }), SCRIPT);
	await isHarmless();
});

test("in a problem that the server reports", async () => {
	await desk.page.route("**/learn_stats*", (route) =>
		route.fulfill({
			status: 400,
			contentType: "application/json",
			body: JSON.stringify({ code: "22023", message: ALL, details: ALL, hint: ALL }),
		}),
	);
	await desk.follow("#/queue");
	await desk.page.reload();
	await desk.says(desk.page.locator("body"), SCRIPT);
	await isHarmless();
});

test("the page's own policy forbids all else", async () => {
	const answer = await desk.page.request.get(`${stage.url}/rpc/learn_dashboard`, {
		headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" },
	});
	assert.match(answer.headers()["content-type"], /^text\/html/);
	const policy = answer.headers()["content-security-policy"];
	assert.match(policy, /default-src 'none'/);
	assert.match(policy, /frame-ancestors 'none'/);
	assert.match(policy, /base-uri 'none'/);
	assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
	const page = await answer.text();
	assert.doesNotMatch(page, /<(?:link|img|iframe|script\s[^>]*src)|@import|url\(/);
	await desk.go();
	const before = desk.mishaps.length;
	const attempts = {
		markup: () => {
			document.body.innerHTML = "<b onclick='1'>";
		},
		attribute: () => {
			document.body.setAttribute("onclick", "window.wasRun = true");
		},
		script: () => {
			document.body.append(
				Object.assign(document.createElement("script"), { text: "window.wasRun = true" }),
			);
		},
		foreign: () => {
			document.createElement("script").src = "https://example.org/x.js";
		},
	};
	for (const [name, attempt] of Object.entries(attempts)) {
		await assert.rejects(desk.page.evaluate(attempt), /Trusted/, name);
	}
	await desk.page.evaluate(() => fetch("https://example.org/").catch(() => {}));
	assert.equal(await desk.page.evaluate(() => window.wasRun), undefined);
	await until("violations are seen", () => {
		const seen = desk.mishaps.slice(before).filter((line) => line.startsWith("policy: "));
		return ["require-trusted-types-for", "connect-src"].every((directive) =>
			seen.some((line) => line.includes(directive)),
		);
	});
});
