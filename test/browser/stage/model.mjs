/*
 * The model's provider: the stub that test/tap/ has.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const STUB = fileURLToPath(new URL("../../tap/LlmStub.py", import.meta.url));

export class Model {
	#process;

	static async start() {
		const model = new Model();
		model.#process = spawn("python3", [STUB], { stdio: ["pipe", "pipe", "inherit"] });
		const [line] = await once(model.#process.stdout, "data");
		model.url = `http://127.0.0.1:${/^port (\d+)$/m.exec(line)[1]}`;
		return model;
	}

	/* Tells it how to behave, see the stub. */
	async control(order) {
		const answer = await fetch(`${this.url}/control`, {
			method: "POST",
			body: JSON.stringify(order),
		});
		if (!answer.ok) throw new Error(`the stub refused: ${await answer.text()}`);
	}

	/* It ends with its standard input. */
	stop() {
		this.#process.stdin.end();
	}
}
