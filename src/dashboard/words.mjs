/*
 * words.mjs: which words of a text changed.
 */

/* Cells of the table of the comparison; beyond, the middle counts as changed. */
const CELLS_MAX = 1_000_000;

/** @typedef {{ text: string, changed: boolean }} Part */

/* Line ends, blanks, words and single other characters: together, all of it. */
function split(text) {
	return text.match(/\n|[^\S\n]+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/* For each token of both texts, whether it is not part of what is common. */
function compare(before, after) {
	const width = after.length + 1;
	const lengths = new Uint32Array((before.length + 1) * width);
	for (let i = before.length - 1; i >= 0; i--) {
		for (let j = after.length - 1; j >= 0; j--) {
			lengths[i * width + j] =
				before[i] === after[j]
					? lengths[(i + 1) * width + j + 1] + 1
					: Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
		}
	}
	const changed = {
		before: new Array(before.length).fill(true),
		after: new Array(after.length).fill(true),
	};
	for (let i = 0, j = 0; i < before.length && j < after.length;) {
		if (before[i] === after[j]) {
			changed.before[i++] = false;
			changed.after[j++] = false;
		} else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
		else j++;
	}
	return changed;
}

/* Tokens as parts; a blank between two changed words belongs to the change. */
function join(tokens, changed) {
	const parts = [];
	tokens.forEach((text, index) => {
		const isChanged =
			changed[index] ||
			(/^[^\S\n]+$/.test(text) && changed[index - 1] === true && changed[index + 1] === true);
		const last = parts[parts.length - 1];
		if (last !== undefined && last.changed === isChanged) last.text += text;
		else parts.push({ text, changed: isChanged });
	});
	return parts;
}

function commonLength(one, other, limit, at) {
	let length = 0;
	while (length < limit && at(one, length) === at(other, length)) length++;
	return length;
}

function compareTexts(before, after) {
	const older = split(before);
	const newer = split(after);
	const shorter = Math.min(older.length, newer.length);
	const start = commonLength(older, newer, shorter, (list, i) => list[i]);
	const end = commonLength(older, newer, shorter - start, (list, i) => list[list.length - 1 - i]);
	const middle = [older, newer].map((list) => list.slice(start, list.length - end));
	const changed =
		middle[0].length * middle[1].length <= CELLS_MAX
			? compare(middle[0], middle[1])
			: { before: middle[0].map(() => true), after: middle[1].map(() => true) };
	const whole = (flags) => [
		...new Array(start).fill(false),
		...flags,
		...new Array(end).fill(false),
	];
	return { before: join(older, whole(changed.before)), after: join(newer, whole(changed.after)) };
}

/* What is on the screen is compared again each time it is looked at. */
const REMEMBERED_MAX = 1000;
const remembered = new Map();

/**
 * @param {string} before
 * @param {string} after
 * @returns {{ before: Part[], after: Part[] }} each side's parts make up its text
 */
export function wordChanges(before, after) {
	const key = JSON.stringify([before, after]);
	if (!remembered.has(key)) {
		if (remembered.size >= REMEMBERED_MAX) remembered.clear();
		remembered.set(key, compareTexts(before, after));
	}
	return remembered.get(key);
}
