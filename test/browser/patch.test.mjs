/*
 * How the page is brought to what should be shown, in a browser: the outcome
 * is what was wanted, and what a reader is at stays.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const source = readFileSync(new URL("../../src/dashboard/patch.mjs", import.meta.url), "utf8");

let browser;
let page;

before(async () => {
	browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
	page = await browser.newPage();
	await page.setContent('<div id="place"></div>');
	await page.addScriptTag({ content: source.replace(/^export /gm, "") });
});

after(() => browser?.close());

test("whatever was shown becomes what is wanted, keyed or not", async () => {
	const wrong = await page.evaluate(() => {
		let seed = 5;
		const roll = (below) => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return Math.floor((seed / 2147483648) * below);
		};
		const tree = (depth) => {
			const node = document.createElement(["p", "ul", "div", "b"][roll(4)]);
			for (let i = roll(3); i > 0; i--)
				node.setAttribute(["class", "title", "lang"][roll(3)], roll(3));
			const keys = [1, 2, 3, 4, 5].sort(() => roll(3) - 1);
			for (let i = roll(5); i > 0; i--) {
				if (depth === 0 || roll(3) === 0) node.append(["text", "other", ""][roll(3)]);
				else {
					const child = tree(depth - 1);
					if (roll(2) === 0) child.dataset.key = keys.pop();
					node.append(child);
				}
			}
			return node;
		};
		const place = document.getElementById("place");
		for (let round = 0; round < 3000; round++) {
			const wanted = [tree(3), tree(2)];
			const expected = wanted.map((node) => node.cloneNode(true));
			patch(place, ...wanted);
			if (
				place.childNodes.length !== expected.length ||
				!expected.every((node, index) => node.isEqualNode(place.childNodes[index]))
			)
				return `${round}: ${place.innerHTML} is not ${expected.map((node) => node.outerHTML).join("")}`;
		}
		patch(place, null);
		return place.innerHTML;
	});
	assert.equal(wrong, "");
});

test("focus, selection, what is typed, opened and scrolled stay; what is gone goes", async () => {
	const seen = await page.evaluate(() => {
		const place = document.getElementById("place");
		const row = (key, text) => {
			const node = document.createElement("li");
			node.dataset.key = key;
			node.innerHTML = `<details><summary>${text}</summary>more</details><input value="${text}">`;
			return node;
		};
		const list = (...rows) => {
			const node = document.createElement("ul");
			node.append("rows", ...rows);
			return node;
		};
		patch(place, list(row("a", "one"), row("b", "two"), row("c", "three")));
		const kept = place.querySelector("[data-key=b]");
		const input = kept.querySelector("input");
		kept.querySelector("details").open = true;
		input.focus();
		input.value = "two";
		input.setSelectionRange(1, 2);
		patch(place, list(row("c", "three"), row("b", "two"), row("d", "four")));
		return {
			isSame: place.querySelector("[data-key=b]") === kept,
			keys: [...place.querySelectorAll("li")].map((one) => one.dataset.key).join(""),
			isFocused: document.activeElement === input,
			selection: [input.selectionStart, input.selectionEnd],
			isOpen: kept.querySelector("details").open,
		};
	});
	assert.deepEqual(seen, {
		isSame: true,
		keys: "cbd",
		isFocused: true,
		selection: [1, 2],
		isOpen: true,
	});
});

test("a row that goes leaves the others where they are", async () => {
	const added = await page.evaluate(() => {
		const place = document.getElementById("place");
		const rows = (...keys) =>
			keys.map((key) => {
				const node = document.createElement("p");
				node.dataset.key = key;
				return node;
			});
		patch(place, ...rows("a", "b", "c", "d"));
		const observer = new MutationObserver(() => {});
		observer.observe(place, { childList: true });
		patch(place, ...rows("b", "d"));
		return observer.takeRecords().flatMap((record) => [...record.addedNodes]).length;
	});
	assert.equal(added, 0);
});

test("an input takes what the state says, and is not touched when it says the same", async () => {
	const seen = await page.evaluate(() => {
		const place = document.getElementById("place");
		const field = (value, checked) => {
			const text = document.createElement("textarea");
			text.value = value;
			const box = document.createElement("input");
			box.type = "checkbox";
			box.checked = checked;
			return [text, box];
		};
		patch(place, ...field("typed", true));
		const [text, box] = place.children;
		let writes = 0;
		const { set, get } = Object.getOwnPropertyDescriptor(
			HTMLTextAreaElement.prototype,
			"value",
		);
		Object.defineProperty(text, "value", {
			get,
			set(value) {
				writes++;
				set.call(this, value);
			},
		});
		patch(place, ...field("typed", true));
		const untouched = writes;
		patch(place, ...field("", false));
		return { untouched, value: text.value, checked: box.checked, writes };
	});
	assert.deepEqual(seen, { untouched: 0, value: "", checked: false, writes: 1 });
});
