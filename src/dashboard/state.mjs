/*
 * state.mjs: all that the page knows, in one place.
 *
 * What is shown is a function of this; events change it and ask for a new look.
 */

export const PAGE_SIZE = 50;
export const REFRESH_SECONDS = 30;

export const state = {
	route: { page: "queue", id: null, parameters: {} },
	who: null /* learn_whoami() */,
	signIn: null /* { message } while a token is asked for */,
	stats: null,
	lists: {} /* rows by the name of the list */,
	limits: {} /* how many rows are asked for */,
	review: null /* see snapshot.mjs */,
	loadedAt: null /* when what is shown was current */,
	trouble: null /* why the last reading failed */,
	busy: null /* the action whose answer is awaited */,
	result: null /* what the last action led to */,
	problem: null /* { title, detail, hint, changes } */,
	dialog: null /* { kind, id, … } */,
	queueParameters: {} /* with which the queue was seen last */,
	historyParameters: {},
	visited: null /* the item that was open last */,
	invalid: null /* { name, text }: a field that keeps an action from going on */,
	refreshing: true /* every REFRESH_SECONDS, by itself */,
	shortcuts: true /* single keys */,
	drafts: new Map() /* what was typed and not sent */,
	acknowledged: new Map() /* names of risks by the content they are about */,
};

/** What was typed into a field about an item, "" for nothing. */
export function draft(id, field) {
	return state.drafts.get(`${id}/${field}`) ?? "";
}

export function setDraft(id, field, text) {
	if (text === "") state.drafts.delete(`${id}/${field}`);
	else state.drafts.set(`${id}/${field}`, text);
}

/* What a content risks depends on the version it is to replace as well. */
function contentKey({ digest, parent_digest: parent, revision }) {
	return JSON.stringify([digest, parent, revision]);
}

/** The risks of exactly this content that the reviewer has ticked off. */
export function acknowledgedOf(comparison) {
	return state.acknowledged.get(contentKey(comparison)) ?? new Set();
}

export function acknowledge(comparison, risk, isAcknowledged) {
	const names = new Set(acknowledgedOf(comparison));
	if (isAcknowledged) names.add(risk);
	else names.delete(risk);
	state.acknowledged.set(contentKey(comparison), names);
}

/** The page as it was before anybody signed in. */
export function forgetEverything() {
	Object.assign(state, {
		who: null,
		stats: null,
		lists: {},
		limits: {},
		review: null,
		loadedAt: null,
		trouble: null,
		busy: null,
		result: null,
		problem: null,
		dialog: null,
		visited: null,
		invalid: null,
	});
	state.drafts.clear();
	state.acknowledged.clear();
}
