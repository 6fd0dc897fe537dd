/*
 * actions.mjs: what a reviewer does, and what is said about it.
 */
import { ApiError, decide, dropToken, keepToken, read } from "./api.mjs";
import { currentBlockers } from "./decision.mjs";
import { abandon, askForToken, refresh } from "./load.mjs";
import { render } from "./page.mjs";
import { isSameContent, whatChanged } from "./snapshot.mjs";
import {
	acknowledge,
	acknowledgedOf,
	draft,
	forgetEverything,
	PAGE_SIZE,
	setDraft,
	state,
} from "./state.mjs";
import { visibleJson } from "./text.mjs";
import { nextTheme, setOption } from "./theme.mjs";

/* Says what keeps an action from going on, and goes there. */
function refuse(name, text, ...places) {
	state.invalid = { name, text };
	render();
	places
		.map((id) => document.getElementById(id))
		.find((place) => place !== null)
		?.focus();
}

function focusMessage(id) {
	const place = document.getElementById(id);
	place?.scrollIntoView({ block: "nearest" });
	place?.focus({ preventScroll: true });
}

/* Whoever has gone on to another item is asked about that one now. */
function closeDialogOf(review) {
	if (state.dialog?.id === review?.id) state.dialog = null;
}

/* A refusal, in the server's words; a conflict closes what was opened for it. */
function takeFailure(error, review) {
	if (!(error instanceof ApiError)) {
		state.problem = { title: `The page made a mistake: ${error.message}` };
		return;
	}
	if (error.status === 401) {
		askForToken(error);
		return;
	}
	if (error.status === 409) closeDialogOf(review);
	state.problem =
		error.status === 0
			? {
					title: "No answer came",
					hint: "It may have been carried out all the same. What is shown is read again; what you typed is kept.",
				}
			: {
					title: error.message || "The server refused",
					detail: error.detail,
					hint: error.hint,
				};
	if (state.review?.id !== review.id)
		state.problem.title = `${review.id}: ${state.problem.title}`;
}

/* Reads the item again, and tells what a refusal did not. */
async function readAgain(before, replace) {
	await refresh(replace && state.problem === null);
	if (state.problem !== null && state.review?.id === before.id)
		state.problem.changes = whatChanged(before, state.review);
}

/**
 * Calls a deciding function; one at a time, and none before what came of it is
 * on the screen.
 * @param {string} name for the time it takes
 * @param {() => Promise<any>} call
 * @param {(answer: any) => string} tell what it led to
 * @param {{ fields?: string[], replace?: boolean }} [after] drafts that were
 *   sent; show the new content
 */
async function perform(name, call, tell, { fields = [], replace = false } = {}) {
	if (state.busy !== null) return;
	const before = state.review;
	const mine = { name };
	Object.assign(state, { busy: mine, result: null, problem: null, invalid: null });
	render();
	let told;
	try {
		told = tell((await call()) ?? {});
	} catch (error) {
		if (state.busy === mine) takeFailure(error, before);
	}
	/* Whoever signed out meanwhile is not told, nor is who signed in since. */
	if (state.busy !== mine) return;
	if (told !== undefined) {
		state.result = told;
		closeDialogOf(before);
		fields.forEach((field) => setDraft(before.id, field, ""));
	}
	render();
	if (state.dialog === null) focusMessage(state.problem === null ? "result" : "problem");
	if (state.signIn === null) await readAgain(before, replace);
	if (state.busy !== mine) return;
	state.busy = null;
	render();
}

/* Members without a value are left out, so that defaults hold. */
function given(members) {
	return Object.fromEntries(
		Object.entries(members).filter(
			([, value]) => value !== undefined && value !== null && value !== "",
		),
	);
}

function openId() {
	return state.review.id;
}

/*
 * Calls a function that takes no digest, and so would decide about whatever
 * content there is now: only when that is the content on the screen.
 */
async function decideAsShown(name, body) {
	const { id, comparison } = state.review;
	const { revision } = state.route.parameters;
	if (!isSameContent(comparison, await read("learn_comparison", { id, revision })))
		throw new ApiError(409, {
			message: "the content has changed since you opened it",
			hint: "Look at the new content first. What you typed is kept.",
		});
	return decide(name, body);
}

function claim(takeOver) {
	const id = openId();
	return perform(
		"claim",
		() => decide("learn_claim", given({ id, take_over: takeOver || null })),
		(answer) =>
			answer.taken_over_from
				? `You took ${id} over from ${answer.taken_over_from}.`
				: `You have claimed ${id}.`,
	);
}

function tellApproval(id, answer) {
	if (answer.status !== "approved") {
		return (
			`Your approval of ${id} is recorded, ${answer.approvals ?? "?"} of ` +
			`${answer.required_approvals ?? "?"}: another reviewer must approve it, too.`
		);
	}
	return [
		`${id} is approved and in use.`,
		answer.superseded && `It replaces ${answer.superseded}.`,
		(answer.withdrawn ?? []).length > 0 && `Withdrawn: ${answer.withdrawn.join(", ")}.`,
	]
		.filter((part) => part)
		.join(" ");
}

/** Approves exactly what is on the screen. */
function approve() {
	const id = openId();
	const { comparison } = state.review;
	const blockers = currentBlockers();
	if (blockers.length > 0) {
		state.problem = {
			title: "It cannot be approved yet.",
			detail: blockers.map((one) => one.text).join("\n"),
		};
		render();
		return null;
	}
	return perform(
		"approve",
		() =>
			decide(
				"learn_approve",
				given({
					id,
					digest: comparison.digest,
					notes: draft(id, "notes").trim(),
					acknowledged_risks: comparison.risks
						?.map((risk) => risk.name)
						.filter((name) => acknowledgedOf(comparison).has(name)),
				}),
			),
		(answer) => tellApproval(id, answer),
		{ fields: ["notes"] },
	);
}

function reject() {
	const id = openId();
	const reason = draft(id, "notes").trim();
	if (reason === "")
		return refuse("notes", "A reason is needed to reject.", "dialog-notes", "notes");
	return perform(
		"reject",
		() => decideAsShown("learn_reject", { id, reason }),
		() => `${id} is rejected.`,
		{ fields: ["notes"] },
	);
}

function requestChanges() {
	const id = openId();
	const wanted = draft(id, "notes").trim();
	if (wanted === "") return refuse("notes", "Say what should change.", "dialog-notes", "notes");
	return perform(
		"requestChanges",
		() => decideAsShown("learn_request_changes", { id, requested_changes: wanted }),
		(answer) =>
			`Changes to ${id} are requested. ${
				answer.will_be_rewritten
					? "It will be written again; the next revision appears here."
					: "Somebody must write the next revision: edit it, or submit it again."
			}`,
		{ fields: ["notes"] },
	);
}

function addTest() {
	const id = openId();
	const { digest } = state.review.comparison;
	const [name, outcome, details] = ["test_name", "test_outcome", "test_details"].map((field) =>
		draft(id, field).trim(),
	);
	if (name === "") return refuse("test_name", "A test needs a name.", "test-name");
	if (outcome === "") return refuse("test_outcome", "Did it pass or fail?", "test-details");
	return perform(
		"addTest",
		() =>
			decide(
				"learn_add_test",
				given({ id, test_name: name, passed: outcome === "passed", details, digest }),
			),
		() => `The test "${name}" is recorded as ${outcome}.`,
		{ fields: ["test_name", "test_outcome", "test_details"] },
	);
}

function openDialog(kind) {
	Object.assign(state, {
		dialog: { kind, id: state.review?.id ?? null },
		problem: null,
		invalid: null,
	});
	render();
}

/* An edit that was opened and left as it was is none. */
function forgetUntouched() {
	const { id, comparison } = state.review;
	if (draft(id, "content") === visibleJson(comparison.improved.content)) {
		setDraft(id, "content", "");
		setDraft(id, "content_of", "");
	}
}

/** Leaves what was asked. */
export function closeDialog() {
	if (state.dialog?.kind === "edit") forgetUntouched();
	Object.assign(state, { dialog: null, problem: null, invalid: null });
	render();
}

/* What was typed before is there again, with the content it was made from. */
function openEdit() {
	const id = openId();
	const { comparison } = state.review;
	if (draft(id, "content") === "") {
		setDraft(id, "content", visibleJson(comparison.improved.content));
		setDraft(id, "content_of", comparison.digest);
	}
	openDialog("edit");
	document.getElementById("dialog-content").setSelectionRange(0, 0);
}

async function startAgain() {
	setDraft(openId(), "content", "");
	await refresh(true);
	openEdit();
}

function saveEdit() {
	const id = openId();
	let content;
	try {
		content = JSON.parse(draft(id, "content"));
	} catch (error) {
		return refuse("content", `This is not JSON: ${error.message}`, "dialog-content");
	}
	return perform(
		"edit",
		() =>
			decide(
				"learn_edit",
				given({
					id,
					content,
					notes: draft(id, "edit_notes").trim(),
					digest: draft(id, "content_of"),
				}),
			),
		(answer) =>
			`Revision ${answer.revision ?? ""} of ${id} is saved. Somebody else must approve it.`,
		{ fields: ["content", "content_of", "edit_notes"], replace: true },
	);
}

function regenerate() {
	const id = openId();
	return perform(
		"regenerate",
		() =>
			decide(
				"learn_regenerate",
				given({ id, reason: draft(id, "regenerate_reason").trim() }),
			),
		(answer) =>
			`${id} will be written again from ${answer.parent_runbook ?? "the version in use"}; the next revision appears here.`,
		{ fields: ["regenerate_reason"] },
	);
}

async function signIn() {
	if (!keepToken(draft("session", "token")))
		return refuse("token", "That is not a token: it has no blanks in it.", "token");
	setDraft("session", "token", "");
	await refresh();
	if (state.signIn === null) document.getElementById("title")?.focus();
	return null;
}

function signOut() {
	dropToken();
	abandon();
	forgetEverything();
	state.signIn = { message: null };
	render();
}

async function showNew() {
	Object.assign(state, { result: null, problem: null });
	await refresh(true);
	document.getElementById("title")?.focus();
}

/* Goes to what is named: opened, in sight, focused. */
function reveal(target) {
	const place =
		document.getElementById(target) ??
		[...document.querySelectorAll("[data-name]")].find((node) => node.dataset.name === target);
	for (let node = place; node; node = node.parentElement) {
		if (node.nodeName === "DETAILS") node.open = true;
	}
	place?.scrollIntoView({ block: "center" });
	const control = place?.matches("[tabindex]")
		? place
		: place?.querySelector("input, [tabindex], button, textarea");
	control?.focus({ preventScroll: true });
}

/** By data-action of what was clicked. */
export const CLICKS = {
	approve,
	reject,
	requestChanges,
	edit: openEdit,
	startAgain,
	claim: () => claim(false),
	takeOver: () => claim(true),
	regenerate: () => openDialog("regenerate"),
	help: () => openDialog("help"),
	closeDialog,
	showNew,
	refresh: () => refresh(),
	reveal: (target) => reveal(target.dataset.target),
	skip: () => document.getElementById("content").focus(),
	signOut,
	dismiss: () => {
		Object.assign(state, { result: null, problem: null });
		render();
	},
	theme: () => {
		nextTheme();
		render();
	},
	more: ({ dataset: { list } }) => {
		state.limits[list] = (state.limits[list] ?? PAGE_SIZE) + PAGE_SIZE;
		refresh();
	},
};

/** By data-submit of a form. */
export const SUBMITS = {
	addTest,
	signIn,
	approve,
	reject,
	requestChanges,
	edit: saveEdit,
	regenerate,
};

/** By data-action of a box that was ticked or not. */
export const CHANGES = {
	acknowledge: (box) => {
		acknowledge(state.review.comparison, box.dataset.risk, box.checked);
		render();
	},
	option: (box) => {
		setOption(box.dataset.option, box.checked);
		render();
	},
};

/** A key asks: the dialog says what is about to happen. */
export function openDecision(kind) {
	const canDecide =
		state.review !== null &&
		state.who?.may_decide !== false &&
		document.getElementById("notes") !== null;
	if (!canDecide) return;
	if (kind === "approve" && currentBlockers().length > 0) {
		approve();
		focusMessage("problem");
	} else openDialog(kind);
}
