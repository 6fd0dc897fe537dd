/*
 * pairs.mjs: the steps of two versions beside each other.
 *
 * Which step became which is the server's finding.  What differs in a pair is
 * always read from the two contents themselves, so that a wrong finding could
 * only pair badly, never hide a change.
 */

/**
 * @typedef {object} Row
 * @property {any} before the older step
 * @property {any} after the newer step
 * @property {number | null} from position of the older step, from 1
 * @property {number | null} to position of the newer step
 * @property {boolean} moved
 * @property {{ field: string, before: unknown, after: unknown }[]} changes
 */

/** Equal as JSON, whatever the order of members. */
export function isEqual(one, other) {
	if (one === other) return true;
	if (
		typeof one !== "object" ||
		typeof other !== "object" ||
		one === null ||
		other === null ||
		Array.isArray(one) !== Array.isArray(other)
	)
		return false;
	const names = Object.keys(one);
	return (
		names.length === Object.keys(other).length &&
		names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
	);
}

/** What a step is called in risks and changes. */
export function stepName(step) {
	return step?.id ?? step?.action ?? "";
}

/** The members that differ, those of the older one first. */
export function fieldChanges(before, after, without = []) {
	const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
	return [...names]
		.filter((name) => !without.includes(name) && !isEqual(before?.[name], after?.[name]))
		.map((field) => ({ field, before: before?.[field], after: after?.[field] }));
}

/*
 * The older position of each newer step as the server tells it, null for an
 * added one.  What it does not mention stayed as it was and in order.  Null:
 * it tells of steps that do not exist.
 */
function toldPairs(older, newer, { steps_added, steps_removed, steps_modified, steps_moved }) {
	const told = new Map();
	for (const { position } of steps_added ?? []) told.set(position, null);
	for (const entry of [...(steps_modified ?? []), ...(steps_moved ?? [])])
		told.set(entry.position, entry.previous_position);
	if ([...told.keys()].some((position) => newer[position - 1] === undefined)) return null;
	const gone = new Set([
		...(steps_removed ?? []).map((entry) => entry.position),
		...told.values(),
	]);
	const left = older.map((step, index) => index + 1).filter((position) => !gone.has(position));
	return newer.map((step, index) =>
		told.has(index + 1) ? told.get(index + 1) : (left.shift() ?? NaN),
	);
}

/* The positions of newer steps that the server says were moved. */
function toldMoves(differences) {
	return new Set((differences?.steps_moved ?? []).map((entry) => entry.position));
}

/*
 * Do pairs fit the lists?  Each older step is used once or was removed, and
 * what was not moved keeps its order.
 */
function isConsistent(pairs, older, { steps_removed }, moved) {
	const used = pairs.filter((position) => position !== null);
	const unmoved = pairs.filter((position, index) => position !== null && !moved.has(index + 1));
	return (
		new Set(used).size === used.length &&
		used.length + (steps_removed ?? []).length === older.length &&
		used.every((position) => older[position - 1] !== undefined) &&
		unmoved.every((position, index) => index === 0 || unmoved[index - 1] < position)
	);
}

/* The same by names, then by content; for lists the server did not pair. */
function ownPairs(older, newer) {
	const free = new Set(older.keys());
	const take = (fits) => {
		const found = [...free].find(fits);
		if (found === undefined) return null;
		free.delete(found);
		return found + 1;
	};
	const pairs = newer.map((step) =>
		step.id === undefined ? null : take((index) => older[index].id === step.id),
	);
	const fill = (fits) =>
		newer.forEach((step, at) => {
			pairs[at] ??= take((index) => fits(older[index], step));
		});
	fill(isEqual);
	fill(
		(one, other) =>
			(one.id === undefined || other.id === undefined) && one.action === other.action,
	);
	return pairs;
}

/* Which pairs keep their order: a longest rising run of older positions. */
function inOrder(positions) {
	const best = positions.map(() => 1);
	const from = positions.map(() => -1);
	let last = -1;
	positions.forEach((position, i) => {
		if (position === null) return;
		for (let j = 0; j < i; j++) {
			if (positions[j] !== null && positions[j] < position && best[j] + 1 > best[i]) {
				best[i] = best[j] + 1;
				from[i] = j;
			}
		}
		last = last < 0 || best[i] > best[last] ? i : last;
	});
	const kept = new Set();
	for (; last >= 0; last = from[last]) kept.add(last);
	return kept;
}

function rowOf(older, newer, from, to, moved) {
	const before = from === null ? null : older[from - 1];
	const after = to === null ? null : newer[to - 1];
	return {
		before,
		after,
		from,
		to,
		moved,
		changes: before && after ? fieldChanges(before, after) : [],
	};
}

/**
 * @param {any[]} older
 * @param {any[]} newer
 * @param {any} differences of learn_comparison(), when it pairs these
 * @returns {{ rows: Row[], doubted: boolean }} in the newer order, each removed
 *   step where it stood; doubted: the differences did not fit the contents
 */
export function stepRows(older, newer, differences) {
	const told = differences && toldPairs(older, newer, differences);
	const saidMoved = toldMoves(differences);
	const isTold = Boolean(told) && isConsistent(told, older, differences, saidMoved);
	const pairs = isTold ? told : ownPairs(older, newer);
	const kept = inOrder(pairs);
	const removed = older
		.map((step, index) => index + 1)
		.filter((position) => !pairs.includes(position));
	const rows = [];
	pairs.forEach((from, index) => {
		const moved = from !== null && (isTold ? saidMoved.has(index + 1) : !kept.has(index));
		while (from !== null && !moved && removed.length > 0 && removed[0] < from)
			rows.push(rowOf(older, newer, removed.shift(), null, false));
		rows.push(rowOf(older, newer, from, index + 1, moved));
	});
	removed.forEach((position) => rows.push(rowOf(older, newer, position, null, false)));
	return { rows, doubted: Boolean(differences) && !isTold };
}

/** What became of a row, in a word for the eye and for sorting out. */
export function rowKind(row) {
	if (row.before === null) return "added";
	if (row.after === null) return "removed";
	if (row.changes.length > 0) return "modified";
	return row.moved ? "moved" : "unchanged";
}

/** The same for whoever listens: "modified, moved from 3 to 1". */
export function rowSummary(row) {
	const kind = rowKind(row);
	const way = row.moved ? `moved from ${row.from} to ${row.to}` : "";
	return kind === "modified" && row.moved ? `modified, ${way}` : row.moved ? way : kind;
}
