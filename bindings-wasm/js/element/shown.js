// Shows the results of a check in the section.

import { h } from "./fields.js";
import { controlAt, marked, markOf, pathOf } from "./paths.js";

const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/**
 * Formats cents as an amount, as the library does: `$1,250.00`. It formats digits, because
 * dollars may have no exact number.
 */
export function formatAmount(cents) {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return DOLLARS.format(`${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`);
}

const CLOCK = { hour: "numeric", minute: "2-digit" };

/** Formats the time of day of an instant in the reader's time zone and in `language`. */
export function timeOfDay(instant, language) {
  const locale = navigator.languages.find((one) => one.split("-")[0] === language) ?? (language || undefined);
  try {
    return new Intl.DateTimeFormat(locale, CLOCK).format(new Date(instant));
  } catch {
    // A page may declare `en_US`, which is not a valid language, and a host may return an invalid instant.
    return new Intl.DateTimeFormat(undefined, CLOCK).format();
  }
}

/** Returns a function that gives the focus, after redrawing, to the control that has it now. */
export function holdFocus(root) {
  const { activeElement } = root;
  if (!activeElement) return () => {};
  if (activeElement.closest(".summary")) return () => activeElement.focus({ preventScroll: true });
  const mark = markOf(activeElement);
  const { selectionStart, selectionEnd } = activeElement;
  return () => {
    const control = [...root.querySelectorAll("input, select, textarea, button")].find((one) => markOf(one) === mark);
    control?.focus({ preventScroll: true });
    if (typeof selectionStart === "number") control?.setSelectionRange?.(selectionStart, selectionEnd);
  };
}

/** Shows errors beside their controls, and removes those that no longer apply. */
export function showProblems(root, say, problems) {
  const codes = new Map(problems.map(({ path, code }) => [path, code]));
  for (const note of root.querySelectorAll("[data-error]")) {
    const code = codes.get(note.dataset.error);
    note.textContent = code ? say(`error-${code}`) : "";
    note.closest(".field").classList.toggle("wrong", Boolean(code));
    for (const control of root.querySelectorAll(marked("path", note.dataset.error))) {
      if (code) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
}

/** Replaces the contents only if they changed, so that a screen reader does not read them again. */
function update(shown, now) {
  if (shown.textContent !== now.textContent) shown.replaceChildren(...now.childNodes);
}

/** Shows totals in their fields, and those without a field in a list. */
export function showTotals(root, say, totals) {
  const list = root.querySelector(".totals");
  const amounts = new Map(totals.map(({ id, row, amount }) => [pathOf(id, row), formatAmount(amount)]));
  const outputs = new Map([...root.querySelectorAll("[data-total]")].map((output) => [output.dataset.total, output]));
  for (const [path, output] of outputs) update(output, h("output", {}, amounts.get(path) ?? "–"));
  const rest = totals.filter(({ id, row }) => !outputs.has(pathOf(id, row)));
  update(list.querySelector("dl"), h("dl", {}, ...rest.map(({ label, amount }) => h("div", {}, h("dt", {}, say(label)), h("dd", {}, formatAmount(amount))))));
  list.hidden = rest.length === 0;
}

/** Shows the problems with links to their fields, and moves the focus there, where a screen reader starts to read. */
export function showSummary(root, say, labelOf, problems) {
  showProblems(root, say, problems);
  const items = problems.map(({ path, code }) => {
    const link = h("a", { href: `#${path}` }, `${labelOf(path)}: ${say(`error-${code}`)}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      controlAt(root, path)?.focus();
    });
    return h("li", { "data-problem": path }, link);
  });
  const summary = root.querySelector(".summary");
  summary.replaceChildren(h("strong", {}, say("error-summary-title")), h("ul", {}, ...items));
  summary.hidden = false;
  summary.focus();
}

/** Removes solved problems from the summary. A screen reader reads nothing again for a removal. */
export function shortenSummary(root, problems) {
  const summary = root.querySelector(".summary");
  const paths = new Set(problems.map(({ path }) => path));
  for (const item of summary.querySelectorAll("[data-problem]")) if (!paths.has(item.dataset.problem)) item.remove();
  if (!summary.querySelector("[data-problem]")) summary.hidden = true;
}
