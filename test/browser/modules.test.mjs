/*
 * The modules of the page that need no browser: what they must hold for any
 * input, tried with made-up ones, and what the document they become may hold.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { approvalBlockers, currentTests, liveClaim } from "../../src/dashboard/blockers.mjs";
import { age, duration, interval, number, percent } from "../../src/dashboard/format.mjs";
import { rowKind, rowSummary, stepRows } from "../../src/dashboard/pairs.mjs";
import { hash, parseHash } from "../../src/dashboard/route.mjs";
import { takeSnapshot, whatChanged } from "../../src/dashboard/snapshot.mjs";
import { visible, visibleJson } from "../../src/dashboard/text.mjs";
import { wordChanges } from "../../src/dashboard/words.mjs";

const FOLDER = new URL("../../src/dashboard/", import.meta.url).pathname;
const ROUNDS = 2000;

/* Small numbers, the same in each run. */
function dice(seed) {
	let state = seed;
	return (below) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor((state / 2147483648) * below);
	};
}

test("words: the parts of each side make up its text, and what is not marked is common", () => {
	const roll = dice(1);
	const pieces = ["rm", " ", "-rf", "\n", "/", "tmp", "é", "\u202e", "😀", "\ud800", "  ", ";"];
	const text = () => Array.from({ length: roll(12) }, () => pieces[roll(pieces.length)]).join("");
	for (let round = 0; round < ROUNDS; round++) {
		const [before, after] = [text(), text()];
		const changes = wordChanges(before, after);
		const join = (parts) => parts.map((part) => part.text).join("");
		const kept = (parts) => join(parts.filter((part) => !part.changed)).replace(/[^\S\n]/g, "");
		assert.equal(join(changes.before), before);
		assert.equal(join(changes.after), after);
		assert.equal(kept(changes.before), kept(changes.after));
		assert.equal(
			changes.before.some((part) => part.changed) ||
				changes.after.some((part) => part.changed),
			before !== after,
		);
	}
});

test("words: only what changed is marked, and texts too large to compare are marked as a whole", () => {
	const marked = (parts) => parts.filter((part) => part.changed).map((part) => part.text);
	const small = wordChanges("systemctl start nginx", "systemctl restart nginx");
	assert.deepEqual([marked(small.before), marked(small.after)], [["start"], ["restart"]]);
	const long = (word) =>
		Array.from({ length: 1500 }, (nothing, index) => `${word}${index}`).join(" ");
	const large = wordChanges(`same ${long("a")} end`, `same ${long("b")} end`);
	assert.deepEqual(marked(large.before), [long("a")]);
	assert.deepEqual(marked(large.after), [long("b")]);
});

/* An older list, a newer one made from it, and what the server would say. */
function madeUpLists(roll) {
	const older = Array.from({ length: roll(6) }, (nothing, index) => ({
		id: `s${index}`,
		action: "act",
		command: `c${roll(3)}`,
	}));
	const kept = older.map((step, index) => index + 1).filter(() => roll(4) > 0);
	const moved = new Set();
	if (kept.length > 1 && roll(2) === 0) {
		const [position] = kept.splice(roll(kept.length), 1);
		kept.splice(roll(kept.length + 1), 0, position);
		if (kept.some((one, index) => index > 0 && kept[index - 1] > one)) moved.add(position);
	}
	const differences = { steps_added: [], steps_removed: [], steps_modified: [], steps_moved: [] };
	const newer = [];
	const add = (step, entry, list) => {
		newer.push(step);
		if (list) list.push({ position: newer.length, ...entry });
	};
	for (const from of kept) {
		if (roll(4) === 0)
			add(
				{ id: `n${newer.length}`, action: "act", command: "new" },
				{},
				differences.steps_added,
			);
		const isChanged = roll(3) === 0;
		add(
			{ ...older[from - 1], ...(isChanged ? { command: "changed" } : {}) },
			{ previous_position: from },
			isChanged ? differences.steps_modified : null,
		);
		if (moved.has(from))
			differences.steps_moved.push({ position: newer.length, previous_position: from });
	}
	older.forEach((step, index) => {
		if (!kept.includes(index + 1)) differences.steps_removed.push({ position: index + 1 });
	});
	return { older, newer, differences };
}

/* Nothing of either list may be missing, doubled or told as something else. */
function checkRows({ older, newer }, rows) {
	const positions = (member) =>
		rows.map((row) => row[member]).filter((position) => position !== null);
	assert.deepEqual(
		positions("to"),
		newer.map((step, index) => index + 1),
	);
	assert.deepEqual(
		positions("from").sort((one, other) => one - other),
		older.map((step, index) => index + 1),
	);
	for (const row of rows) {
		assert.equal(row.before, row.from === null ? null : older[row.from - 1]);
		assert.equal(row.after, row.to === null ? null : newer[row.to - 1]);
		if (row.before && row.after && row.before.command !== row.after.command)
			assert.equal(rowKind(row), "modified");
	}
	const unmoved = rows
		.filter((row) => row.from !== null && row.to !== null && !row.moved)
		.map((row) => row.from);
	assert.deepEqual(
		unmoved,
		[...unmoved].sort((one, other) => one - other),
	);
}

test("steps: every step of both versions is shown once, as the server paired them", () => {
	const roll = dice(2);
	for (let round = 0; round < ROUNDS; round++) {
		const lists = madeUpLists(roll);
		const { rows, doubted } = stepRows(lists.older, lists.newer, lists.differences);
		assert.equal(doubted, false, JSON.stringify(lists));
		checkRows(lists, rows);
		assert.equal(rows.filter((row) => row.moved).length, lists.differences.steps_moved.length);
		checkRows(lists, stepRows(lists.older, lists.newer, null).rows);
	}
});

test("steps: differences that are wrong hide nothing", () => {
	const roll = dice(3);
	let doubts = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const lists = madeUpLists(roll);
		const names = Object.keys(lists.differences);
		const list = lists.differences[names[roll(names.length)]];
		if (roll(2) === 0 && list.length > 0) list.pop();
		else list.push({ position: roll(8) - 1, previous_position: roll(8) - 1 });
		const { rows, doubted } = stepRows(lists.older, lists.newer, lists.differences);
		checkRows(lists, rows);
		doubts += doubted ? 1 : 0;
	}
	assert.ok(doubts > ROUNDS / 2, `${doubts} doubts`);
});

test("steps: a removal that was not told is shown, and the rest is doubted", () => {
	const older = ["a", "b"].map((id) => ({ id, action: id }));
	const { rows, doubted } = stepRows(older, [older[0]], { steps_removed: [] });
	assert.deepEqual(rows.map(rowSummary), ["unchanged", "removed"]);
	assert.equal(doubted, true);
});

test("steps: a moved step is told with both positions, also when it was modified", () => {
	const older = ["a", "b", "c"].map((id) => ({ id, action: id }));
	const newer = [{ id: "c", action: "c", timeout: 5 }, older[0], older[1]];
	const { rows } = stepRows(older, newer, {
		steps_modified: [{ position: 1, previous_position: 3 }],
		steps_moved: [{ position: 1, previous_position: 3 }],
	});
	assert.deepEqual(rows.map(rowSummary), [
		"modified, moved from 3 to 1",
		"unchanged",
		"unchanged",
	]);
	assert.deepEqual(stepRows(older, newer, null).rows.map(rowSummary), rows.map(rowSummary));
});

test("text: what cannot be seen is shown, in attributes and in what is edited", () => {
	assert.equal(
		visible("a\u202eb\u200b\u00a0\u0000\u{e0041}"),
		"a[U+202E]b[U+200B][U+00A0][U+0000][U+E0041]",
	);
	assert.equal(visible("a b\n\tc é 😀"), "a b\n\tc é 😀");
	const value = { command: "rm\u202e \u{e0041}\ufeff", text: "plain" };
	assert.match(visibleJson(value), /rm\\u202e \\udb40\\udc41\\ufeff/);
	assert.deepEqual(JSON.parse(visibleJson(value)), value);
});

test("format: numbers and times as people read them, a dash for what is not known", () => {
	assert.deepEqual([0.05, 4.26, 93, 7322, 200000].map(duration), [
		"50 ms",
		"4.3 s",
		"1 min 33 s",
		"2 h 2 min",
		"2 d 7 h",
	]);
	assert.deepEqual([0, 0.0004, 0.566, 0.9987, 1].map(percent), [
		"0 %",
		"0.1 %",
		"57 %",
		"99.8 %",
		"100 %",
	]);
	assert.deepEqual(["1 day 02:03:04.55", "00:07:31.2", "2 mons", "whatever"].map(interval), [
		"1 d 2 h",
		"7 min 31 s",
		"60 d",
		"whatever",
	]);
	assert.deepEqual(
		[number(null), percent(undefined), duration(null), interval(null), age("never")],
		["–", "–", "–", "–", "–"],
	);
	assert.equal(age(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3, 5)), "2 d");
});

test("addresses: what is made is read back, what is mistyped leads nowhere", () => {
	for (const [page, id, parameters] of [
		["queue", null, { priority: "high" }],
		["review", "RB-a/b?c#d é-v2", { revision: "1" }],
		["measures", null, {}],
	])
		assert.deepEqual(parseHash(hash(page, id, parameters)), { page, id, parameters });
	assert.equal(parseHash("").page, "queue");
	for (const wrong of ["#/nonsense", "#/review", "#/review/%E0%A4%A", "#/queue/x"])
		assert.equal(parseHash(wrong).page, "missing");
});

const who = {
	reviewer: "alice",
	role: "learn_reviewer",
	may_decide: true,
	require_passing_test: true,
	claim_ttl_seconds: 1800,
};
const NOW = Date.UTC(2026, 0, 1, 12);

/* A draft that nothing speaks against, but for what a test adds. */
function draft(more = {}) {
	return {
		who,
		acknowledged: new Set(),
		isStale: false,
		now: NOW,
		comparison: {
			improved: { created_by: "learn" },
			risks: [],
			approvals: [],
			parent_is_current: true,
		},
		runbook: {
			review: { status: "pending_review" },
			revisions: [],
			test_results: [{ test_name: "t", passed: true, current: true }],
		},
		...more,
	};
}

test("approval: each thing that forbids it is told, and nothing else is", () => {
	const { comparison, runbook } = draft();
	const told = (more) =>
		approvalBlockers(draft(more))
			.map((blocker) => blocker.text)
			.join(" | ");
	assert.equal(told({}), "");
	assert.match(told({ who: { ...who, may_decide: false } }), /^As learn_reviewer you may read/);
	assert.match(
		told({ comparison: { ...comparison, improved: { created_by: "alice" } } }),
		/^You wrote this/,
	);
	assert.match(
		told({ runbook: { ...runbook, revisions: [{ author: "alice" }] } }),
		/^You wrote this/,
	);
	assert.match(told({ isStale: true }), /^The content has changed/);
	assert.match(
		told({ runbook: { ...runbook, review: { status: "needs_changes" } } }),
		/^Changes were requested/,
	);
	assert.match(
		told({ comparison: { ...comparison, parent_is_current: false } }),
		/^The parent is not in use/,
	);
	assert.match(
		told({ comparison: { ...comparison, approvals: [{ approved_by: "alice" }] } }),
		/^You have approved/,
	);
	assert.match(told({ runbook: { ...runbook, test_results: [] } }), /^A passing test/);
	assert.match(
		told({
			runbook: {
				...runbook,
				test_results: [{ test_name: "t", passed: true, current: false }],
			},
		}),
		/^A passing test/,
	);
	const forbidden = (severity) => [
		{ name: "detonates", severity, path: "steps[0].command", message: "blows up" },
	];
	assert.equal(
		told({ comparison: { ...comparison, policy: forbidden("error") } }),
		"Policy forbids it: steps[0].command blows up (detonates)",
	);
	assert.equal(told({ comparison: { ...comparison, policy: forbidden("warning") } }), "");
	const risky = { ...comparison, risks: [{ name: "a/sql" }, { name: "b/sql" }] };
	assert.equal(
		told({ comparison: risky, acknowledged: new Set(["a/sql"]) }),
		"Risk not acknowledged: b/sql",
	);
	assert.equal(told({ comparison: risky, acknowledged: new Set(["a/sql", "b/sql"]) }), "");
	assert.equal(
		approvalBlockers(draft({ who: {}, comparison: { improved: {} }, runbook: {} })).length,
		0,
	);
});

test("approval: the latest result of a test counts, and a claim until it expires", () => {
	const results = [
		{ test_name: "t", passed: true, current: true },
		{ test_name: "t", passed: false, current: true },
	];
	assert.deepEqual(currentTests(results), [results[1]]);
	const review = {
		status: "in_review",
		claimed_by: "bob",
		claimed_at: new Date(NOW - 60000).toISOString(),
	};
	assert.equal(liveClaim(review, who, NOW).by, "bob");
	assert.equal(liveClaim(review, who, NOW + 1800000), null);
	const blockers = approvalBlockers(draft({ runbook: { ...draft().runbook, review } }));
	assert.match(blockers[0].text, /^bob claimed it 1 min ago/);
});

test("what is read stays on the screen until its content is asked for again", () => {
	const runbook = (status) => ({ review: { status, claimed_by: null } });
	const first = takeSnapshot(
		null,
		"RB-A",
		{ digest: "1", revision: 1, approvals: [] },
		runbook("pending_review"),
		false,
	);
	const same = takeSnapshot(
		first,
		"RB-A",
		{ digest: "1", revision: 1, approvals: [{}] },
		runbook("in_review"),
		false,
	);
	assert.deepEqual([same.isStale, same.comparison.approvals.length], [false, 1]);
	const other = takeSnapshot(
		same,
		"RB-A",
		{ digest: "2", revision: 2, approvals: [] },
		runbook("pending_review"),
		false,
	);
	assert.deepEqual(
		[other.isStale, other.comparison.digest, other.latest.digest],
		[true, "1", "2"],
	);
	assert.deepEqual(whatChanged(same, other), [
		"status: in review → pending review",
		"revision: 1 → 2",
		"approvals: 1 → 0",
	]);
	assert.equal(
		takeSnapshot(other, "RB-A", other.latest, other.runbook, true).comparison.digest,
		"2",
	);
	const forged = { ...first.latest, digest: "3" };
	assert.equal(takeSnapshot(first, "RB-A", forged, first.runbook, false).isStale, true);
	assert.equal(takeSnapshot(other, "RB-B", other.latest, other.runbook, false).isStale, false);
});

test("the document: one script and one style, by their hashes, and no way to markup", () => {
	const page = execFileSync("sh", [`${FOLDER}/assemble.sh`], { encoding: "utf8" });
	const embedded = execFileSync("sh", [`${FOLDER}/embed.sh`], { encoding: "utf8" });
	for (const tag of ["script", "style"]) {
		const parts = page
			.split(`<${tag}>`)
			.slice(1)
			.map((part) => part.split(`</${tag}>`)[0]);
		assert.equal(parts.length, 1);
		const digest = createHash("sha256").update(parts[0]).digest("base64");
		assert.ok(embedded.includes(`${tag}-src 'sha256-${digest}'`), tag);
	}
	assert.doesNotMatch(page, /<(script|style|link|img|iframe)[^>]*\s(src|href)=/);
	assert.doesNotMatch(page.replace("http://www.w3.org/2000/svg", ""), /https?:\/\//);
	for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".mjs")))
		assert.doesNotMatch(
			readFileSync(FOLDER + file, "utf8"),
			/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|setAttribute\("(style|on)/,
			file,
		);
});
