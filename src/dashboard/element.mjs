/*
 * element.mjs: the only maker of elements.
 *
 * Whatever is given as text becomes text.  There is no way to give markup.
 */
import { textNodes, visible } from "./text.mjs";

const SVG = "http://www.w3.org/2000/svg";

/* Nobody reads these, and the program must get back what it put in. */
function isMachines(name) {
	return name.startsWith("data-") || name === "href" || name === "id" || name === "for";
}

function setAttributes(node, attributes) {
	for (const [name, value] of Object.entries(attributes ?? {})) {
		if (value === null || value === undefined || value === false) continue;
		if (name === "value" || name === "checked") node[name] = value;
		else
			node.setAttribute(
				name,
				value === true ? "" : isMachines(name) ? String(value) : visible(String(value)),
			);
	}
}

/** Appends text, nodes and lists of them; nothing for null and false. */
function append(node, child) {
	if (child === null || child === undefined || child === false) return;
	if (Array.isArray(child)) child.forEach((one) => append(node, one));
	else if (child instanceof Node) node.append(child);
	else node.append(...textNodes(String(child)));
}

/**
 * @param {string} name of the element
 * @param {Record<string, unknown> | null} [attributes] value and checked are properties
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function element(name, attributes, ...children) {
	const node = document.createElement(name);
	setAttributes(node, attributes);
	children.forEach((child) => append(node, child));
	return node;
}

/** As element(), for drawings. */
export function drawing(name, attributes, ...children) {
	const node = document.createElementNS(SVG, name);
	setAttributes(node, attributes);
	children.forEach((child) => append(node, child));
	return node;
}

/** A command or another text that machines read: all of it, as it is. */
export function code(text, className = "") {
	const node = document.createElement("code");
	if (className) node.className = className;
	node.append(...textNodes(String(text), true));
	return node;
}
