/*
 * load.mjs: reads what a page shows, again and again.
 */
import { ApiError, dropToken, hasToken, read, readView } from "./api.mjs";
import { render, renderAge } from "./page.mjs";
import { hash, parseHash } from "./route.mjs";
import { takeSnapshot } from "./snapshot.mjs";
import { PAGE_SIZE, REFRESH_SECONDS, state } from "./state.mjs";

/* Only the answer to the latest question counts. */
let turn = 0;
let underWay = 0;
let askedAt = 0;

const MEASURES = {
	backlog: ["learn_backlog", {}],
	weeks: ["learn_learning_rate", { order: "week.desc" }],
	versions: ["learn_versions", { order: "last_started_at.desc.nullslast,runbook_id" }],
	reviewers: ["learn_reviewers", { order: "decisions.desc,reviewer" }],
	neverRan: ["learn_never_ran", { order: "approved_at,runbook_id" }],
};

function limitOf(list) {
	return state.limits[list] ?? PAGE_SIZE;
}

/* For what an older server may not have. */
async function orMissing(question, missing) {
	try {
		return await question;
	} catch (error) {
		if (error instanceof ApiError && error.isMissing) return missing;
		throw error;
	}
}

async function loadQueue({ parameters }) {
	const [stats, rows] = await Promise.all([
		read("learn_stats"),
		read("learn_pending", { priority: parameters.priority, limit: limitOf("queue") }),
	]);
	return () => {
		state.stats = stats;
		state.lists.queue = rows;
	};
}

async function loadHistory({ parameters }) {
	const rows = await read("learn_history", {
		status: parameters.status,
		limit: limitOf("history"),
	});
	return () => {
		state.lists.history = rows;
	};
}

async function loadMeasures() {
	const names = Object.keys(MEASURES);
	const lists = await Promise.all(
		names.map((name) => {
			const [view, parameters] = MEASURES[name];
			return orMissing(readView(view, { ...parameters, limit: limitOf(name) }), null);
		}),
	);
	return () =>
		names.forEach((name, index) => {
			state.lists[name] = lists[index];
		});
}

async function loadReview({ id, parameters }, replace) {
	const [comparison, runbook] = await Promise.all([
		read("learn_comparison", { id, revision: parameters.revision }),
		read("learn_runbook", { id }),
	]);
	/* What is approved is the digest; it must be of what is shown. */
	if (
		!runbook ||
		!comparison?.improved?.content ||
		comparison.digest !== comparison.improved.digest
	)
		throw new ApiError(502, { message: "the answer is not a comparison" });
	return () => {
		state.review = takeSnapshot(state.review, id, comparison, runbook, replace);
		state.visited = id;
	};
}

const LOADERS = {
	queue: loadQueue,
	review: loadReview,
	history: loadHistory,
	measures: loadMeasures,
	missing: async () => () => {},
};

/** A token is needed, or another one. */
export function askForToken(error) {
	state.signIn = {
		message: hasToken()
			? `The token is not accepted: ${error.message}${error.detail ? ` (${error.detail})` : ""}. Paste a new one.`
			: null,
	};
	state.dialog = null;
	dropToken();
}

function takeTrouble(error) {
	if (!(error instanceof ApiError)) {
		state.trouble = {
			status: 500,
			message: `the page could not make sense of the answer: ${error.message}`,
		};
		return;
	}
	if (error.status === 401) askForToken(error);
	else
		state.trouble = {
			status: error.status,
			message: error.message,
			detail: error.detail,
			hint: error.hint,
		};
}

/* What one person typed and ticked is not another's. */
function takeWho(who) {
	if (state.who?.reviewer && state.who.reviewer !== who.reviewer) {
		state.acknowledged.clear();
		state.drafts.clear();
	}
	state.who = who;
}

/* Takes over what came; who is signed in is worth knowing also without the rest. */
function takeAnswers(who, loaded) {
	if (who.status === "fulfilled") takeWho(who.value ?? {});
	state.signIn = null;
	const refused = [who, loaded].filter((answer) => answer.status === "rejected");
	if (refused.length > 0) {
		takeTrouble(refused[0].reason);
		return;
	}
	state.trouble = null;
	state.loadedAt = Date.now();
	loaded.value();
}

/**
 * Reads what is shown once more.
 * @param {boolean} [replace] show a changed content, as the reviewer asked
 */
export async function refresh(replace = false) {
	const mine = ++turn;
	const { route } = state;
	askedAt = Date.now();
	underWay++;
	const [who, loaded] = await Promise.allSettled([
		orMissing(read("learn_whoami"), {}),
		LOADERS[route.page](route, replace),
	]);
	underWay--;
	if (mine !== turn) return;
	takeAnswers(who, loaded);
	render();
}

/** What is under way was asked by somebody who has left. */
export function abandon() {
	turn++;
}

/** Comes by every few seconds. */
export function tick() {
	renderAge();
	if (
		state.refreshing &&
		state.signIn === null &&
		state.busy === null &&
		underWay === 0 &&
		document.visibilityState === "visible" &&
		Date.now() - askedAt >= REFRESH_SECONDS * 1000
	)
		refresh();
}

/* Back in a list, one is where one was; on a new page, at its title. */
function placeFocus() {
	const link =
		state.visited !== null && (state.route.page === "queue" || state.route.page === "history")
			? document.querySelector(
					`a[data-row][href="${CSS.escape(hash("review", state.visited))}"]`,
				)
			: null;
	window.scrollTo(0, 0);
	(link ?? document.getElementById("title"))?.focus();
}

/* Rows that were asked for by another filter must not be seen under this one. */
function takeFilter(page, parameters) {
	const remembered = `${page}Parameters`;
	if (!Object.hasOwn(state, remembered)) return;
	if (hash(page, null, state[remembered]) !== hash(page, null, parameters)) {
		delete state.lists[page];
		delete state.limits[page];
	}
	state[remembered] = parameters;
}

/** Goes where the address says. */
export function go(isFirst = false) {
	const previous = state.route;
	state.route = parseHash(location.hash);
	const { page, id, parameters } = state.route;
	Object.assign(state, {
		result: null,
		problem: null,
		trouble: null,
		dialog: null,
		invalid: null,
	});
	takeFilter(page, parameters);
	if (page !== "review" || state.review?.id !== id) state.review = null;
	render();
	if (!isFirst && (page !== previous.page || id !== previous.id)) placeFocus();
	refresh(true);
}
