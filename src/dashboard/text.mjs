/*
 * text.mjs: text from elsewhere, so that a reviewer sees all of it.
 *
 * Runbooks, outputs of machines and words of models are never markup here, and
 * what they hold that nobody can see (controls, zero-width and bidirectional
 * characters, unusual blanks) is shown by its code.
 */

/* Line ends and tabs are layout; all other blanks but the space are suspect. */
const UNSEEN = new RegExp(
	"(?![\\n\\t])(?:[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}" +
		"\\p{Default_Ignorable_Code_Point}\\u2800]|(?! )\\s)",
	"gu",
);

/* In a command, letters of other alphabets can pass for Latin ones. */
const FOREIGN = /[^\x00-\x7f]+/gu;

const NAMES = new Map([
	[0x0000, "null"],
	[0x000b, "vertical tab"],
	[0x000c, "form feed"],
	[0x000d, "carriage return"],
	[0x001b, "escape"],
	[0x007f, "delete"],
	[0x00a0, "no-break space"],
	[0x00ad, "soft hyphen"],
	[0x061c, "Arabic letter mark"],
	[0x200b, "zero-width space"],
	[0x200c, "zero-width non-joiner"],
	[0x200d, "zero-width joiner"],
	[0x200e, "left-to-right mark"],
	[0x200f, "right-to-left mark"],
	[0x2028, "line separator"],
	[0x2029, "paragraph separator"],
	[0x202a, "left-to-right embedding"],
	[0x202b, "right-to-left embedding"],
	[0x202c, "end of embedding"],
	[0x202d, "left-to-right override"],
	[0x202e, "right-to-left override"],
	[0x2060, "word joiner"],
	[0x2066, "left-to-right isolate"],
	[0x2067, "right-to-left isolate"],
	[0x2068, "first strong isolate"],
	[0x2069, "end of isolate"],
	[0x3000, "ideographic space"],
	[0xfeff, "byte order mark"],
]);

/** @param {string} character @returns {string} such as U+202E */
export function codeOf(character) {
	const hexadecimal = character.codePointAt(0).toString(16).toUpperCase();
	return `U+${hexadecimal.padStart(4, "0")}`;
}

function describe(character) {
	const name = NAMES.get(character.codePointAt(0));
	return name ? `${codeOf(character)} ${name}` : `${codeOf(character)}, not visible`;
}

/**
 * For attributes and titles, where no element can stand.
 * @param {string} text @returns {string}
 */
export function visible(text) {
	return text.replace(UNSEEN, (character) => `[${codeOf(character)}]`);
}

/**
 * For a text to be edited: JSON in which what is not seen is escaped.
 * @param {unknown} value @returns {string}
 */
export function visibleJson(value) {
	const escape = (character) =>
		character
			.split("")
			.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
			.join("");
	return JSON.stringify(value, null, 2).replace(UNSEEN, escape);
}

function mark(className, content, title) {
	const span = document.createElement("span");
	span.className = className;
	span.title = title;
	span.textContent = content;
	return span;
}

/* Appends a text in which everything can be seen. */
function appendSeen(nodes, text, isCommand) {
	let from = 0;
	if (isCommand) {
		for (const match of text.matchAll(FOREIGN)) {
			nodes.push(text.slice(from, match.index));
			nodes.push(
				mark("foreign", match[0], `Not ASCII: ${[...match[0]].map(codeOf).join(" ")}`),
			);
			from = match.index + match[0].length;
		}
	}
	nodes.push(text.slice(from));
}

/**
 * The nodes for a text: strings, and elements for what could not be seen.
 * @param {string} text
 * @param {boolean} [isCommand] mark what is not ASCII as well
 * @returns {(string | HTMLElement)[]}
 */
export function textNodes(text, isCommand = false) {
	const nodes = [];
	let from = 0;
	for (const match of text.matchAll(UNSEEN)) {
		appendSeen(nodes, text.slice(from, match.index), isCommand);
		nodes.push(mark("unseen", codeOf(match[0]), describe(match[0])));
		from = match.index + match[0].length;
	}
	appendSeen(nodes, text.slice(from), isCommand);
	return nodes.filter((node) => node !== "");
}
