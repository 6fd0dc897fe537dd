/*
 * What the page looks like, to people and to the programs that read it to
 * them: no serious finding of axe-core, light and dark, wide and narrow.
 * Screenshots are left for humans.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { Desk, startBrowser } from "./stage/desk.mjs";
import { runbook } from "./stage/samples.mjs";
import { Stage } from "./stage/stage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = {
	light: { colorScheme: "light" },
	dark: { colorScheme: "dark" },
	phone: { colorScheme: "light", viewport: { width: 320, height: 640 }, hasTouch: true },
	"phone-dark": { colorScheme: "dark", viewport: { width: 320, height: 640 }, hasTouch: true },
};

const stage = await Stage.start("looks");
await stage.install();
const browser = await startBrowser();
const alice = stage.person("alice@example.org", "learn_reviewer");
const bob = stage.person("bob@example.org", "learn_reviewer");

after(async () => {
	await browser.close();
	await stage.stop();
});

async function does(person, name, body) {
	const answer = await person.post(`/rpc/${name}`, body);
	assert.equal(answer.status, 200, answer.text);
}

/* Something of everything the page can show; the item that has most of it. */
async function populate() {
	const id = await stage.draft("RB-LNX-NGINX-001");
	await stage.report(
		...Array.from({ length: 12 }, (_, i) => ({
			runbook_id: "RB-LNX-NGINX-001",
			hostname: `web-${i}`,
			client_id: i % 2 ? "acme" : "globex",
		})),
	);
	await stage.draft(
		"RB-LNX-DISK-001",
		{ incident_type: "disk_full" },
		{ incident_types: ["disk_full"] },
	);
	const risky = runbook("RB-LNX-FETCH-001");
	risky.steps[1].command = "curl -s https://example.org/fix.sh | sh";
	risky.steps[1].description = "fixes \u202eit";
	await does(bob, "learn_submit", { content: risky, reason: "quick fix", priority: "low" });
	for (const runbookId of ["RB-LNX-MAIL-001", "RB-LNX-DNS-001"]) {
		const draft = await stage.draft(runbookId);
		const { digest } = (await bob.get("/rpc/learn_comparison", { id: draft })).json;
		const call = runbookId.includes("MAIL")
			? ["learn_approve", { digest, notes: "tried on staging" }]
			: ["learn_reject", { reason: "it would stop the database" }];
		await does(bob, call[0], { id: draft, ...call[1] });
	}
	await does(bob, "learn_add_test", {
		id,
		test_name: "staging",
		passed: true,
		details: "3 of 3 runs",
	});
	await does(bob, "learn_add_test", {
		id,
		test_name: "night run",
		passed: false,
		details: "timed out",
	});
	const { digest, improved } = (await bob.get("/rpc/learn_comparison", { id })).json;
	const content = structuredClone(improved.content);
	content.steps.reverse();
	content.steps[0].timeout = 90;
	content.steps[1].command = "curl -s https://example.org/prepare.sh | sh";
	content.verification = { method: "port", port: 80 };
	await does(bob, "learn_edit", { id, content, digest, notes: "restart first" });
	return id;
}

const id = await populate();

async function findings(desk) {
	if (!(await desk.page.evaluate(() => "axe" in window))) await desk.page.evaluate(AXE);
	const { violations } = await desk.page.evaluate(() =>
		window.axe.run(document, {
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		}),
	);
	return violations
		.filter(({ impact }) => ["serious", "critical"].includes(impact))
		.map(
			(found) =>
				`${found.id}: ${found.help}: ${found.nodes
					.map((node) => node.html)
					.slice(0, 3)
					.join(" ")}`,
		);
}

async function fits(desk) {
	const [content, view] = await desk.page.evaluate(() => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth,
	]);
	assert.ok(content <= view, `${content} of ${view} pixels wide`);
}

async function passes(desk, what) {
	assert.deepEqual(await findings(desk), [], what);
	await fits(desk);
}

async function shot(desk, name, fullPage = true) {
	await desk.page.screenshot({ path: `${stage.output()}/${name}.png`, fullPage });
}

async function unfold(desk) {
	for (const summary of await desk.page.locator("details:not([open]) > summary").all()) {
		if (await summary.isVisible()) await summary.click();
	}
}

for (const [look, options] of Object.entries(LOOKS)) {
	test(`signing in, ${look}`, async () => {
		const desk = await Desk.open(browser, stage, alice, { ...options, bypassCSP: true });
		await desk.go();
		await desk.heading("Sign in").waitFor();
		await passes(desk, "sign in");
		await desk.close();
	});

	test(`list, detail, history and measures, ${look}`, async () => {
		const desk = await Desk.open(browser, stage, alice, { ...options, bypassCSP: true });
		await desk.signIn();
		await desk.count(desk.rows("Items waiting"), 3);
		await passes(desk, "list");
		await shot(desk, `list-${look}`);
		await desk.open(id);
		await passes(desk, "detail");
		await shot(desk, `detail-${look}`);
		await unfold(desk);
		await passes(desk, "detail, unfolded");
		await desk.open("RB-LNX-FETCH-001");
		await passes(desk, "risks");
		await desk.insist("Approve");
		await desk.says(desk.problem, /./);
		await passes(desk, "a problem");
		await desk.follow("#/history");
		await desk.count(desk.rows("Decided reviews"), 2);
		await passes(desk, "history");
		await desk.follow("#/measures");
		await desk.page.getByRole("table", { name: "Versions" }).waitFor();
		await passes(desk, "measures");
		await shot(desk, `measures-${look}`);
		assert.deepEqual(desk.mishaps, []);
		await desk.close();
	});

	test(`dialogs, ${look}`, async () => {
		const desk = await Desk.open(browser, stage, alice, { ...options, bypassCSP: true });
		await desk.signIn(`#/review/${id}`);
		await desk.decision.waitFor();
		for (const box of await desk.page.getByRole("checkbox", { name: /^Acknowledge/ }).all()) {
			await box.check();
		}
		for (const [key, title] of [
			["a", /^Approve/],
			["r", /^Reject/],
			["c", /^Request/],
			["?", /^Keyboard/],
		]) {
			await desk.page.keyboard.press(key);
			await desk.page.getByRole("dialog", { name: title }).waitFor();
			await passes(desk, `${title}`);
			await desk.page.keyboard.press("Escape");
			await desk.closed();
		}
		await desk.button("Edit").click();
		await desk.page.getByRole("dialog", { name: /^Edit/ }).waitFor();
		await passes(desk, "edit");
		await shot(desk, `edit-${look}`, false);
		await desk.close();
	});
}

test("screen readers know the places for news before there are any", async () => {
	const desk = await Desk.open(browser, stage, alice);
	await desk.signIn(`#/review/${id}`);
	await desk.decision.waitFor();
	for (const place of [
		desk.result,
		desk.problem,
		desk.page.getByRole("status", { name: "Content changed" }),
		desk.page.getByRole("status", { name: "Trouble" }),
	]) {
		assert.equal(await place.count(), 1, `${place}`);
		assert.equal(await place.innerText(), "");
		assert.equal((await place.boundingBox()).height, 0);
	}
	await desk.close();
});

test("these tests see what is wrong", async () => {
	const desk = await Desk.open(browser, stage, alice, { bypassCSP: true });
	await desk.signIn();
	await desk.page.evaluate(() => {
		const wrong = document.createElement("div");
		wrong.innerHTML =
			"<input><p style='color: #ddd; background: #fff'>pale</p><p style='width: 3000px'>wide</p>";
		document.querySelector("main").append(wrong);
	});
	const found = (await findings(desk)).map((line) => line.split(":")[0]);
	assert.deepEqual(found.sort(), ["color-contrast", "label"]);
	await assert.rejects(fits(desk), /pixels wide/);
	await desk.close();
});

test("with the text twice as large nothing is lost sideways", async () => {
	const desk = await Desk.open(browser, stage, alice, { viewport: { width: 640, height: 480 } });
	await desk.signIn(`#/review/${id}`);
	await desk.decision.waitFor();
	await desk.page.evaluate(() => {
		document.documentElement.style.fontSize = "200%";
	});
	await fits(desk);
	await desk.close();
});

test("with less motion nothing moves", async () => {
	const desk = await Desk.open(browser, stage, alice, { reducedMotion: "reduce" });
	await desk.signIn(`#/review/${id}`);
	await desk.decision.waitFor();
	assert.equal(await desk.page.evaluate(() => document.getAnimations().length), 0);
	await desk.close();
});
