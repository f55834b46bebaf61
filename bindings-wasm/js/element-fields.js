// One field of the intake as a control with its label, hint and error.

/** An element with attributes and children. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const dashed = (id) => id.replaceAll(/[_.]/g, "-");

/** Where an answer stands: `bank[r1].current_balance`. */
export const pathOf = (field, row) => (row ? field.replace(".", `[${row}].`) : field);

/** What is marked with a path or a total; a path may come from anywhere. */
export const marked = (mark, path) => `[data-${mark}="${CSS.escape(path)}"]`;

const idOf = (path) => `f-${path.replaceAll(/[^a-z0-9_-]/g, "-")}`;

/** How each kind is typed; everything else is a line of text. */
const TYPED = {
  money: { inputmode: "decimal", maxlength: 24 },
  integer: { inputmode: "numeric", maxlength: 12 },
  year: { inputmode: "numeric", maxlength: 4 },
  date: { type: "date" },
  month: { type: "month" },
  phone: { type: "tel", maxlength: 40 },
  email: { type: "email", maxlength: 400 },
  tin: { inputmode: "numeric", maxlength: 20, spellcheck: "false" },
  ein: { inputmode: "numeric", maxlength: 20, spellcheck: "false" },
};

/** The field `schema` in `row`, showing `answer`. `say` is what message ids say. */
export function field(schema, row, answer, say) {
  const path = pathOf(schema.id, row);
  const id = idOf(path);
  const about = `${id}-hint ${id}-error`;
  const label = [say(schema.label), schema.required || schema.derived ? null : h("span", { class: "hint" }, ` ${say("element-optional")}`)];
  const notes = [
    h("p", { class: "hint", id: `${id}-hint` }, schema.hint ? say(schema.hint) : ""),
    h("p", { class: "error", id: `${id}-error`, "data-error": path }),
  ];
  const common = { id, "data-path": path, "aria-describedby": about, "aria-required": schema.required ? "true" : null };
  const wide = schema.kind === "narrative" || schema.kind === "choices" ? " wide" : "";
  const box = (...children) => h("div", { class: `field${wide}`, part: "field", "data-kind": schema.kind }, ...children);
  if (schema.derived) return box(h("p", { class: "label" }, ...label), h("output", { "data-total": path, "aria-live": "polite" }, "–"));
  if (schema.kind === "flag" || schema.kind === "choices") return box(choices(schema, path, id, about, label, notes, answer, say));
  return box(h("label", { for: id }, ...label), ...notes, mask(schema, answer, say), control(schema, common, answer, say), notApplicable(schema, path, answer, say));
}

function choices(schema, path, id, about, label, notes, answer, say) {
  const several = schema.kind === "choices";
  const options = several ? schema.options.map((option) => [option, `intake-choice-${dashed(option)}`]) : [["yes", "element-yes"], ["no", "element-no"]];
  const chosen = (answer?.text ?? "").split(",");
  const inputs = options.map(([value, text], i) =>
    h("label", { class: "choice" }, h("input", { type: several ? "checkbox" : "radio", name: path, value, id: i === 0 ? id : null, "data-path": path, checked: chosen.includes(value) }), say(text)),
  );
  return h("fieldset", { "aria-describedby": about }, h("legend", {}, ...label), ...notes, ...inputs);
}

function control(schema, common, answer, say) {
  const value = answer?.state === "value" ? (answer.text ?? "") : "";
  if (schema.kind === "narrative") return h("textarea", { ...common, rows: 5, maxlength: 12000 }, value);
  if (schema.kind === "choice") {
    const options = schema.options.map((option) => h("option", { value: option, selected: option === value }, say(`intake-choice-${dashed(option)}`)));
    return h("select", common, h("option", { value: "" }, say("element-choose")), ...options);
  }
  return h("input", { type: "text", autocomplete: "off", maxlength: 400, ...TYPED[schema.kind], ...common, value });
}

/** A sensitive answer that is on file is shown by its last four; leaving the field empty keeps it. */
function mask(schema, answer, say) {
  if (!schema.sensitive || answer?.state !== "masked") return null;
  return h("p", { class: "mask" }, `${say("element-stored")} ${answer.lastFour}`);
}

function notApplicable(schema, path, answer, say) {
  if (schema.kind !== "money") return null;
  const input = h("input", { type: "checkbox", "data-na": path, checked: answer?.state === "notApplicable" });
  return h("label", { class: "choice" }, input, say("element-not-applicable"), h("span", { class: "unseen" }, `: ${say(schema.label)}`));
}

/** What stands in the controls of `path` now, as an entry's value; nothing for a sensitive field left alone. */
export function valueOf(root, schema, path) {
  if (root.querySelector(marked("na", path))?.checked) return { kind: "notApplicable" };
  const controls = [...root.querySelectorAll(marked("path", path))];
  const text = ["flag", "choices"].includes(schema.kind)
    ? controls.filter(({ checked }) => checked).map(({ value }) => value).join(",")
    : (controls[0]?.value ?? "");
  if (text.trim() === "") return schema.sensitive ? undefined : { kind: "blank" };
  return { kind: "text", text };
}
