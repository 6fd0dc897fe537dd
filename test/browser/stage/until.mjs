/*
 * Nothing here sleeps for a time and hopes: what takes time is asked for until
 * it is so.
 */

const PATIENCE = 30_000; // milliseconds after which it will never be so
const PACE = 50;

/*
 * What a function returns once that is true; a failure, when it never is.
 * what: the condition in words, or a function that returns them.
 */
export async function until(what, condition) {
	const end = Date.now() + PATIENCE;
	let found;
	while (!(found = await condition())) {
		if (Date.now() > end) {
			throw new Error(`gave up waiting until ${typeof what === "function" ? what() : what}`);
		}
		await new Promise((resume) => setTimeout(resume, PACE));
	}
	return found;
}
