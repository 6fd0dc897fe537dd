/*
 * What serves the database by HTTP: the bridge, or the real PostgREST, whose
 * program POSTGREST in the environment names.  Both read the same file.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { until } from "./until.mjs";

const BRIDGE = fileURLToPath(new URL("../bridge/main.js", import.meta.url));

function command(config) {
	return process.env.POSTGREST
		? [process.env.POSTGREST, config]
		: [process.execPath, BRIDGE, config];
}

function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer().on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

export class Gateway {
	#config;
	#process;

	constructor(folder, port) {
		this.#config = `${folder}/gateway.conf`;
		this.url = `http://127.0.0.1:${port}`;
	}

	static async start(folder, { uri, schema, anonymous, secret }) {
		const port = await freePort();
		const gateway = new Gateway(folder, port);
		writeFileSync(
			gateway.#config,
			`db-uri = "${uri}"
db-schemas = "${schema}"
db-anon-role = "${anonymous}"
jwt-secret = "${secret}"
server-host = "127.0.0.1"
server-port = ${port}
`,
		);
		await gateway.restart();
		return gateway;
	}

	/* Starts it, at the same address as before. */
	async restart() {
		const [program, ...rest] = command(this.#config);
		this.#process = spawn(program, rest, { stdio: ["ignore", "inherit", "inherit"] });
		await until("the gateway answers", async () => {
			if (this.#process.exitCode !== null) throw new Error("the gateway ended");
			return fetch(this.url).then(
				(answer) => answer.ok,
				() => false,
			);
		});
	}

	async stop() {
		const running = this.#process;
		if (running.exitCode !== null || running.signalCode !== null) return;
		const ended = new Promise((resolve) => running.once("exit", resolve));
		running.kill();
		await ended;
	}

	kill() {
		this.#process?.kill("SIGKILL");
	}
}
