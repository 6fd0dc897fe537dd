/*
 * patch.mjs: brings what is shown to what should be shown.
 *
 * Only what differs is touched, so that focus, selection, scroll position and
 * what somebody opened or is typing stay.  data-key names a child among its
 * siblings; others are found by their order and kind.
 */

function keyOf(node) {
	return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
}

function isSameKind(one, other) {
	return (
		one.nodeType === other.nodeType &&
		one.nodeName === other.nodeName &&
		one.type === other.type &&
		keyOf(one) === keyOf(other)
	);
}

/* Whether these are open is the reader's choice once they are shown. */
function isReaders(node, attribute) {
	return attribute === "open" && (node.nodeName === "DETAILS" || node.nodeName === "DIALOG");
}

function patchAttributes(shown, wanted) {
	for (const { name, value } of [...wanted.attributes]) {
		if (!isReaders(shown, name) && shown.getAttribute(name) !== value)
			shown.setAttribute(name, value);
	}
	for (const { name } of [...shown.attributes]) {
		if (!isReaders(shown, name) && !wanted.hasAttribute(name)) shown.removeAttribute(name);
	}
}

/* What is typed is in the state as well, so a difference is a wish of ours. */
function patchInput(shown, wanted) {
	if (shown.value !== wanted.value) shown.value = wanted.value;
	if (shown.checked !== wanted.checked) shown.checked = wanted.checked;
}

function isInput(node) {
	return node.nodeName === "INPUT" || node.nodeName === "TEXTAREA";
}

function patchNode(shown, wanted) {
	if (shown.nodeType !== Node.ELEMENT_NODE) {
		if (shown.data !== wanted.data) shown.data = wanted.data;
		return;
	}
	patchAttributes(shown, wanted);
	if (isInput(shown)) patchInput(shown, wanted);
	if (shown.nodeName !== "TEXTAREA") patchChildren(shown, wanted);
}

/* The child that a wanted one is to become, at or after a place. */
function findMatch(place, wanted, keyed) {
	const key = keyOf(wanted);
	if (key !== null) return keyed.get(key) ?? null;
	let candidate = place;
	while (candidate !== null && !isSameKind(candidate, wanted)) candidate = candidate.nextSibling;
	return candidate;
}

/* Unnamed children between two places are of no use any more. */
function removeUnnamed(parent, from, to) {
	while (from !== to) {
		const next = from.nextSibling;
		if (keyOf(from) === null) parent.removeChild(from);
		from = next;
	}
}

/* The named children by their names, but for those that are not wanted. */
function keepNamed(parent, wantedParent) {
	const wanted = new Set([...wantedParent.children].map(keyOf));
	const keyed = new Map();
	for (const child of [...parent.children]) {
		const key = keyOf(child);
		if (key === null) continue;
		if (wanted.has(key)) keyed.set(key, child);
		else parent.removeChild(child);
	}
	return keyed;
}

function patchChildren(parent, wantedParent) {
	const keyed = keepNamed(parent, wantedParent);
	let previous = null;
	const place = () => (previous === null ? parent.firstChild : previous.nextSibling);

	for (const wanted of [...wantedParent.childNodes]) {
		const match = findMatch(place(), wanted, keyed);
		if (match === null || !isSameKind(match, wanted)) {
			parent.insertBefore(wanted, place());
			previous = wanted;
			continue;
		}
		if (keyOf(match) === null) removeUnnamed(parent, place(), match);
		if (match !== place()) parent.insertBefore(match, place());
		patchNode(match, wanted);
		previous = match;
	}
	while (place() !== null) parent.removeChild(place());
}

/**
 * @param {Element} shown in the document; its children become
 * @param {...(Node | null)} wanted
 */
export function patch(shown, ...wanted) {
	const focused = document.activeElement;
	const parent = document.createElement("div");
	parent.append(...wanted.filter((node) => node !== null));
	patchChildren(shown, parent);

	/* A node that was moved within the page has lost the focus. */
	if (
		focused !== null &&
		focused !== document.activeElement &&
		focused !== document.body &&
		shown.contains(focused)
	)
		focused.focus({ preventScroll: true });
}
