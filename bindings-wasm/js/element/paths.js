// Paths of answers in a section, and the attributes by which elements are found.

/** Returns the path of an answer, such as `bank[r1].current_balance`. */
export const pathOf = (field, row) => (row ? field.replace(".", `[${row}].`) : field);

/** Returns the selector of the elements that are marked with a path or a total. A path may hold any text. */
export const marked = (mark, path) => `[data-${mark}="${CSS.escape(path)}"]`;

/** Returns the first control of a field. */
export const controlAt = (root, path) => root.querySelector(marked("path", path)) ?? undefined;

/** Returns a text that identifies a control, also after it is drawn again. */
export const markOf = ({ dataset, className, type, value }) => JSON.stringify([dataset, className, type === "radio" || type === "checkbox" ? value : null]);

/** Returns the id of a field, list or option in the form that message ids have. */
export const dashed = (id) => id.replaceAll(/[_.]/g, "-");
