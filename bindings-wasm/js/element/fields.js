// One field of the intake: a control with its label, hint and error.

import { dashed, marked, pathOf } from "./paths.js";

/** Creates an element with attributes and children. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const idOf = (path) => `f-${path.replaceAll(/[^a-z0-9_-]/g, "-")}`;

/** The attributes of each kind's control. All other kinds are a line of text. */
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

/**
 * Draws the field `schema` of `row` with `answer`. `record` is the value that the firm has on record, if it differs. A
 * field that `isNaming` names its row and is required. `say` returns the text of a message id.
 */
export function field(schema, row, { answer, record, isNaming }, say) {
  const path = pathOf(schema.id, row);
  const id = idOf(path);
  const about = `${id}-hint ${id}-error`;
  const isRequired = schema.required || isNaming;
  const label = [say(schema.label), isRequired || schema.derived ? null : h("span", { class: "optional" }, ` ${say("field-optional")}`)];
  const hints = [schema.hint && say(schema.hint), record && say("field-on-record").replace("{ $value }", () => record)];
  const notes = [
    h("p", { class: "hint", id: `${id}-hint` }, hints.filter(Boolean).join(" ")),
    h("p", { class: "error", id: `${id}-error`, "data-error": path }),
  ];
  const common = { id, "data-path": path, "aria-describedby": about, "aria-required": isRequired ? "true" : null };
  const isWide = ["narrative", "choices"].includes(schema.kind) || schema.id.endsWith("address");
  const box = (...children) => h("div", { class: isWide ? "field wide" : "field", part: "field", "data-kind": schema.kind }, ...children);
  // Separate boxes over and under a control, so that the controls of a line are aligned.
  const over = (...children) => h("div", { class: "over" }, ...children);
  if (schema.derived) return box(over(h("p", { class: "label" }, ...label), notes[0]), h("output", { "data-total": path, "aria-live": "polite" }, "–"));
  if (showsAll(schema)) return box(choices(schema, path, id, about, label, notes, answer, say));
  return box(
    over(h("label", { for: id }, ...label), ...notes, ...mask(schema, path, say)),
    unit(schema, control(schema, common, answer, say), say),
    h("div", {}, clear(schema, path, say), notApplicable(schema, path, answer, say)),
  );
}

/** The most options of a choice that are all shown at once. More are shown as a list to open. */
const FEW = 4;
const showsAll = ({ kind, options }) => kind === "flag" || kind === "choices" || (kind === "choice" && options.length <= FEW);

/** Puts an amount between its currency and its period. */
function unit(schema, control, say) {
  if (schema.kind !== "money") return control;
  const period = schema.monthly ? h("span", { class: "period" }, say("period-month")) : null;
  return h("span", { class: "amount" }, h("span", { class: "unit", "aria-hidden": "true" }, "$"), control, period);
}

function choices(schema, path, id, about, label, notes, answer, say) {
  const type = schema.kind === "choices" ? "checkbox" : "radio";
  const options = schema.kind === "flag" ? ["yes", "no"] : schema.options;
  const chosen = (answer?.text ?? "").split(",");
  const inputs = options.map((value, i) =>
    h("label", { class: "choice" }, h("input", { type, name: path, value, id: i === 0 ? id : null, "data-path": path, checked: chosen.includes(value) }), sayOption(value, say)),
  );
  return h("fieldset", { "aria-describedby": about }, h("legend", {}, ...label), ...notes, h("div", { class: "choices" }, ...inputs));
}

function control(schema, common, answer, say) {
  const value = answer?.state === "value" ? shown(schema, answer.text ?? "") : "";
  if (schema.kind === "narrative") return h("textarea", { ...common, rows: 5, maxlength: 12000 }, value);
  if (schema.kind === "choice") {
    const options = schema.options.map((option) => h("option", { value: option, selected: option === value }, sayOption(option, say)));
    return h("select", common, h("option", { value: "" }, say("field-choose")), ...options);
  }
  const input = h("input", { type: "text", autocomplete: "off", maxlength: 400, ...TYPED[schema.kind], ...common });
  // A property, because an attribute would leave a sensitive number in the page after it is removed.
  input.value = value;
  return input;
}

const sayOption = (option, say) => say(`intake-choice-${dashed(option)}`);

/** Returns a text without its dollar sign, which is shown beside the control. */
const shown = (schema, text) => (schema.kind === "money" ? text.replace("$", "") : text);

/** Draws the last four digits of a stored sensitive answer. Leaving the field empty keeps the answer. */
function mask(schema, path, say) {
  if (!schema.sensitive) return [];
  return [h("p", { class: "mask", "data-mask": path, hidden: true }, `${say("field-secret-stored")} `, h("b"))];
}

function clear(schema, path, say) {
  if (!schema.sensitive) return null;
  return h("div", { "data-stored": path, hidden: true }, tick("clear", path, false, say("field-secret-clear"), say(schema.label)));
}

/** Shows the stored value of a sensitive field, and removes what was typed from the page. */
export function showStored(root, path, lastFour, say) {
  const control = root.querySelector(marked("path", path));
  if (!control) return;
  control.value = "";
  const box = root.querySelector(marked("clear", path));
  box.checked = false;
  rest(root, path, box);
  // The box may be hidden now and would lose the focus.
  if (root.activeElement === box && !lastFour) control.focus();
  const note = root.querySelector(marked("mask", path));
  note.querySelector("b").textContent = lastFour ?? "";
  note.hidden = root.querySelector(marked("stored", path)).hidden = !lastFour;
  if (lastFour) control.setAttribute("placeholder", say("field-secret-keep"));
  else control.removeAttribute("placeholder");
}

/**
 * Draws the box for "does not apply". Only amounts outside of lists that are not required have it, because only for
 * these do the forms distinguish it from zero.
 */
function notApplicable(schema, path, answer, say) {
  if (schema.kind !== "money" || schema.list || schema.required) return null;
  return tick("na", path, answer?.state === "notApplicable", say("field-not-applicable"), say(schema.label));
}

function tick(mark, path, checked, text, label) {
  return h("label", { class: "tick" }, h("input", { type: "checkbox", [`data-${mark}`]: path, checked }), h("span", {}, text, h("span", { class: "unseen" }, `: ${label}`)));
}

/** Disables the controls beside a ticked box. What was typed into them is kept in case the box is unticked. */
export function rest(root, path, box) {
  for (const control of root.querySelectorAll(marked("path", path))) control.disabled = box.checked;
}

/** The text of an incomplete date. */
export const HALF = "?";

/** Returns the value of an entry from the controls of `path`, or nothing for a sensitive field that was left alone. */
export function valueOf(root, schema, path) {
  if (root.querySelector(marked("na", path))?.checked) return { kind: "notApplicable" };
  if (root.querySelector(marked("clear", path))?.checked) return { kind: "blank" };
  const controls = [...root.querySelectorAll(marked("path", path))];
  const text = showsAll(schema)
    ? controls.filter(({ checked }) => checked).map(({ value }) => value).join(",")
    : (controls[0]?.value ?? "");
  // An incomplete date reads as empty. As a text that every check refuses, it is marked and does not remove the answer.
  if (controls[0]?.validity.badInput) return { kind: "text", text: HALF };
  if (text.trim() === "") return schema.sensitive ? undefined : { kind: "blank" };
  return { kind: "text", text };
}
