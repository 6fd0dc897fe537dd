/*
 * Requests and answers that were really seen, as Markdown, for the README.
 */

const LONGEST = 4000;
const WIDEST = 200;

function shortened(text) {
	return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} …`;
}

function readable(text) {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

function section({ title, method, target, headers, body, status, reason, range, text }) {
	const sent = [
		`${method} ${decodeURIComponent(target)}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...(body === undefined ? [] : ["", shortened(JSON.stringify(body, null, 2))]),
	];
	const got = [
		`${status} ${reason}`,
		...(range ? [`Content-Range: ${range}`] : []),
		...(text === "" ? [] : ["", shortened(readable(text))]),
	];
	return `## ${title}\n\n\`\`\`\n${sent.join("\n")}\n\`\`\`\n\n\`\`\`\n${got.join("\n")}\n\`\`\`\n`;
}

/* What fits into a cell of a table. */
function cell(text) {
	if (text === "") return "";
	const short = text.length <= WIDEST ? text : `${text.slice(0, WIDEST)}…`;
	return `\`${short.replace(/\s+/g, " ").replace(/\|/g, "\\|")}\``;
}

function line({ title, method, target, body, status, reason, text }) {
	const sent = body === undefined ? "" : JSON.stringify(body);
	const request = cell(`${method} ${decodeURIComponent(target)}`);
	return `| ${title} | ${request} | ${cell(sent)} | ${status} ${reason} | ${cell(text)} |`;
}

/* One line of a table for each, then each in full. */
export function transcriptText(requests) {
	return [
		"| original | request | body | status | answer |",
		"| --- | --- | --- | --- | --- |",
		...requests.map(line),
		"",
		...requests.map(section),
	].join("\n");
}
