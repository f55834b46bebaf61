// Where an answer stands in a section, and what is marked with it in the page.

/** Where an answer stands: `bank[r1].current_balance`. */
export const pathOf = (field, row) => (row ? field.replace(".", `[${row}].`) : field);

/** What is marked with a path or a total; a path may come from anywhere. */
export const marked = (mark, path) => `[data-${mark}="${CSS.escape(path)}"]`;

/** The first control of a field. */
export const controlAt = (root, path) => root.querySelector(marked("path", path)) ?? undefined;

/** What tells a control from every other, also when it is drawn anew. */
export const markOf = ({ dataset, className, type, value }) => JSON.stringify([dataset, className, type === "radio" || type === "checkbox" ? value : null]);

/** Ids of fields, lists and options as they stand in message ids. */
export const dashed = (id) => id.replaceAll(/[_.]/g, "-");
