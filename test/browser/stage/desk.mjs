/*
 * A reviewer in front of a browser of their own.
 *
 *	const browser = await startBrowser();
 *	const desk = await Desk.open(browser, stage, alice);
 *	await desk.signIn();
 *	await desk.open("RB-LNX-WEB-001-v2");
 *
 * What must never happen is written down while it works: dialogs, errors of
 * scripts, violations of the content security policy.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { until } from "./until.mjs";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 20_000;

/* And a little: the page looks at its clock every few seconds. */
const HALF_A_MINUTE = 36_000;

/* Answers that are errors are in the console as well, and are expected. */
const EXPECTED = /^Failed to load resource/;

export function startBrowser() {
	if (!existsSync(PROGRAM)) throw new Error(`there is no browser at ${PROGRAM}`);
	return chromium.launch({ executablePath: PROGRAM });
}

export class Desk {
	mishaps = [];
	requests = [];

	/* options: those of a context of Playwright's. */
	static async open(browser, stage, person, options = {}) {
		const desk = new Desk();
		desk.stage = stage;
		desk.person = person;
		desk.context = await browser.newContext({
			viewport: { width: 1280, height: 900 },
			colorScheme: "light",
			...options,
		});
		desk.page = await desk.context.newPage();
		desk.page.setDefaultTimeout(PATIENCE);
		await desk.#watch();
		return desk;
	}

	async #watch() {
		const { page, mishaps } = this;
		page.on("dialog", async (dialog) => {
			const isLeaving = dialog.type() === "beforeunload";
			if (!isLeaving) mishaps.push(`dialog: ${dialog.message()}`);
			await (isLeaving ? dialog.accept() : dialog.dismiss());
		});
		page.on("pageerror", (error) => mishaps.push(`error: ${error.stack}`));
		page.on("console", (message) => {
			if (message.type() === "error" && !EXPECTED.test(message.text())) {
				mishaps.push(`console: ${message.text()}`);
			}
		});
		page.on("request", (request) => this.requests.push(request.url()));
		await page.exposeBinding("reportViolation", (_, text) => {
			mishaps.push(`policy: ${text}`);
		});
		await page.addInitScript(() => {
			document.addEventListener("securitypolicyviolation", (event) =>
				window.reportViolation(
					`${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
				),
			);
		});
	}

	/* The page, at a place in it. */
	async go(hash = "") {
		await this.page.goto(`${this.stage.url}/rpc/learn_dashboard${hash}`);
	}

	async giveToken(token = this.person.token) {
		await this.page.getByRole("textbox", { name: "Access token" }).fill(token);
		await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
	}

	async signIn(hash = "") {
		await this.go(hash);
		await this.giveToken();
		await this.page
			.getByRole("group", { name: "Signed in" })
			.getByText(this.person.email)
			.waitFor();
	}

	/* Follows a link within the page, as if it were clicked. */
	async follow(hash) {
		await this.page.evaluate((target) => {
			location.hash = target;
		}, hash);
	}

	/* Opens an item and waits until it is there. */
	async open(id) {
		await this.follow(`#/review/${id}`);
		await this.page.getByRole("main").getByText(id, { exact: true }).first().waitFor();
		await this.decision.waitFor();
	}

	get decision() {
		return this.page.getByRole("complementary", { name: "Decision" });
	}

	get result() {
		return this.page.getByRole("status", { name: "Result" });
	}

	get problem() {
		return this.page.getByRole("alert", { name: "Problem" });
	}

	get notes() {
		return this.page.getByRole("textbox", { name: "Notes or reason" });
	}

	get blockers() {
		return this.page.getByRole("list", { name: "Before you approve" });
	}

	/* Waits until no dialog is open, and the page knows. */
	async closed() {
		await this.count(this.page.locator("dialog"), 0);
	}

	heading(name) {
		return this.page.getByRole("heading", { level: 1, name });
	}

	region(name) {
		return this.page.getByRole("region", { name, exact: true });
	}

	rows(table) {
		return this.page.getByRole("table", { name: table }).getByRole("rowheader");
	}

	/* A button of the panel in which decisions are made. */
	button(name) {
		return this.decision.getByRole("button", { name, exact: true });
	}

	/* Presses a button that says it is disabled, as people do. */
	async insist(name) {
		assert.equal(await this.button(name).getAttribute("aria-disabled"), "true");
		await this.button(name).click({ force: true });
	}

	/* Waits until a place in the page holds a text. */
	async says(place, text) {
		let shown;
		await until(
			() => `${place} says "${text}", not "${shown}"`,
			async () => {
				shown = await place.innerText();
				return text instanceof RegExp ? text.test(shown) : shown.includes(text);
			},
		);
	}

	/* Waits until there are so many. */
	async count(places, number) {
		await until(
			`there are ${number} of ${places}`,
			async () => (await places.count()) === number,
		);
	}

	/* From here on this desk's clock is the test's. */
	async takeClock() {
		await this.page.clock.install();
	}

	/* Lets half a minute pass, and waits until the page reads again. */
	async refresh() {
		const before = this.requests.length;
		await this.page.clock.runFor(HALF_A_MINUTE);
		await until("the page reads again", () => this.requests.length > before);
	}

	async close() {
		await this.context.close();
	}
}
