/*
 * What is expected of answers, and what reviewers do all the time.
 */
import assert from "node:assert/strict";

/* The JSON of an answer that must be one of success. */
export function accepted(answer, status = 200) {
	assert.equal(answer.status, status, answer.text);
	return answer.json;
}

/* What went wrong, as the body of an answer says it. */
export function refused(answer, status, code) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.json.code, code, answer.text);
	assert.deepEqual(Object.keys(answer.json).sort(), ["code", "details", "hint", "message"]);
	return answer.json;
}

export async function comparison(person, id) {
	return accepted(await person.get("/rpc/learn_comparison", { id }));
}

export async function reviewStatus(person, id) {
	return accepted(await person.get("/rpc/learn_runbook", { id })).review.status;
}

/* Everything somebody has to say to approve a draft, after reading it. */
export async function approval(person, id) {
	const { digest, risks } = await comparison(person, id);
	return { id, digest, acknowledged_risks: risks.map((risk) => risk.name) };
}

/* Approves a draft; the answer, whatever it is. */
export async function approve(person, id, more = {}) {
	return person.post("/rpc/learn_approve", { ...(await approval(person, id)), ...more });
}
