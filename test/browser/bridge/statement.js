/*
 * SQL text that is being put together, with its parameters.
 */

export function identifier(name) {
	return `"${name.replace(/"/g, '""')}"`;
}

export function literal(text) {
	return `'${text.replace(/'/g, "''")}'`;
}

export class Parameters {
	values = [];

	/* What stands for a value in the text. */
	add(value) {
		this.values.push(value);
		return `$${this.values.length}`;
	}
}
