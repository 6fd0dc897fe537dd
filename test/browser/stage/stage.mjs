/*
 * All that a test needs: a database with the extension and its worker, a
 * model's provider, a gateway, and people with tokens.
 *
 *	const stage = await Stage.start("api");
 *	const alice = stage.person("alice@example.org", "learn_reviewer");
 *	await stage.draft("RB-LNX-WEB-001");
 *	await alice.get("/rpc/learn_comparison", { id: "RB-LNX-WEB-001-v2" });
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.mjs";
import { Gateway } from "./gateway.mjs";
import { Model } from "./model.mjs";
import { Person } from "./person.mjs";
import { execution, runbook } from "./samples.mjs";
import { until } from "./until.mjs";

const SECRET = "a secret that only these tests know, at least";

const ROLES = `
	CREATE ROLE web_anon NOLOGIN;
	CREATE ROLE authenticator LOGIN NOINHERIT;
	CREATE SCHEMA api;
	GRANT USAGE ON SCHEMA api TO web_anon;
	GRANT web_anon TO authenticator`;

const GRANTS = `
	GRANT learn_executor, learn_tester, learn_reviewer, learn_admin TO authenticator;
	GRANT USAGE ON SCHEMA api TO learn_executor, learn_tester, learn_reviewer, learn_admin;
	GRANT USAGE ON SCHEMA learn TO web_anon;
	GRANT EXECUTE ON FUNCTION api.learn_dashboard() TO web_anon`;

export class Stage {
	/* Starts everything but the extension, which install() creates. */
	static async start(name) {
		const stage = new Stage();
		const parent = process.env.LEARN_BROWSER_WORK ?? tmpdir();
		stage.folder = mkdtempSync(join(parent, `${name}.`));
		// A test file that fails outside its tests ends without the first.
		for (const event of ["exit", "uncaughtExceptionMonitor"]) {
			process.once(event, () => stage.#clear());
		}
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
			process.once(signal, () => process.exit(1));
		}
		stage.model = await Model.start();
		stage.database = new Database(
			stage.folder,
			"incidents",
			`
learn.endpoint = '${stage.model.url}/v1'
learn.poll_interval = '1h'
learn.databases = 'incidents'
learn.trusted_gateways = 'authenticator'`,
		);
		await stage.database.sql(ROLES);
		stage.gateway = await Gateway.start(stage.folder, {
			uri: stage.database.uri("authenticator"),
			schema: "api",
			anonymous: "web_anon",
			secret: SECRET,
		});
		return stage;
	}

	/* Creates the extension, and waits until the gateway knows. */
	async install() {
		await this.database.sql("CREATE EXTENSION learn SCHEMA api");
		await this.database.sql(GRANTS);
		await until(
			"the page is served",
			async () => (await fetch(`${this.url}/rpc/learn_dashboard`)).ok,
		);
	}

	/* Changes a setting, and waits until requests see it. */
	async configure(setting, isSeen) {
		await this.database.configure(setting);
		await until(`${setting} is in effect`, isSeen);
	}

	/* Where the page is. */
	get url() {
		return this.gateway.url;
	}

	/* Somebody with a token of a role; without one, nobody in particular. */
	person(email, role, options) {
		return new Person(this.gateway.url, SECRET, email, role, options);
	}

	executor() {
		return this.person("agent-7", "learn_executor");
	}

	tester() {
		return this.person("staging-1", "learn_tester");
	}

	administrator() {
		return this.person("carol@example.org", "learn_admin");
	}

	/* Imports a runbook, as active. */
	async import(id, changes = {}) {
		const answer = await this.administrator().post("/rpc/learn_import", {
			content: { ...runbook(id), ...changes },
		});
		if (answer.status !== 200) throw new Error(`not imported: ${answer.text}`);
	}

	/* Reports executions of runbooks, each given as columns. */
	async report(...executions) {
		const answer = await this.executor().post("/learn_executions", executions.map(execution));
		if (answer.status !== 201) throw new Error(`not reported: ${answer.text}`);
	}

	/* Waits until a query's first column is true. */
	async holds(what, query, values) {
		await until(
			what,
			async () =>
				Object.values((await this.database.sql(query, values))[0] ?? {})[0] === true,
		);
	}

	/*
	 * Has a runbook fail, so that a draft is written for it; its id.  failure:
	 * columns of the execution.
	 */
	async fail(id, failure = {}) {
		await this.report({ runbook_id: id, ...failure });
		const [draft] = await until(`a draft of ${id} is queued`, async () => {
			const found = await this.database.sql(
				"SELECT id FROM learn.runbooks WHERE parent_runbook = $1 AND status = 'pending'",
				[id],
			);
			return found.length > 0 && found;
		});
		return draft.id;
	}

	/* The same for a runbook that is imported first, with changes. */
	async draft(id, failure, changes) {
		await this.import(id, changes);
		return this.fail(id, failure);
	}

	/* A folder for what a human may want to look at afterwards. */
	output() {
		const folder = process.env.LEARN_SCREENSHOTS ?? join(this.folder, "output");
		mkdirSync(folder, { recursive: true });
		return folder;
	}

	async stop() {
		if (this.stopped) return;
		await this.gateway.stop();
		this.model.stop();
		await this.database.stop();
		rmSync(this.folder, { recursive: true, force: true });
		this.stopped = true;
	}

	/* When a test ends before its time. */
	#clear() {
		if (this.stopped) return;
		this.stopped = true;
		this.gateway?.kill();
		this.model?.stop();
		this.database?.kill();
	}
}
