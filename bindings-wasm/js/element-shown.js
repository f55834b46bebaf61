// What a check says of a section, shown in it.

import { h, marked, pathOf } from "./element-fields.js";
import { formatAmount } from "./intake.js";

/** The first control of a field. */
export const controlAt = (root, path) => root.querySelector(marked("path", path)) ?? undefined;

/** Errors beside their controls; those that are no more are taken away. */
export function showProblems(root, say, problems) {
  const codes = new Map(problems.map(({ path, code }) => [path, code]));
  for (const note of root.querySelectorAll("[data-error]")) {
    const code = codes.get(note.dataset.error);
    note.textContent = code ? say(`error-${code}`) : "";
    for (const control of root.querySelectorAll(marked("path", note.dataset.error))) {
      if (code) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
}

/** Totals in their fields, and those that have none in a list. */
export function showTotals(root, say, totals) {
  const list = root.querySelector(".totals");
  const rest = totals.filter(({ id, row, amount }) => {
    const output = root.querySelector(marked("total", pathOf(id, row)));
    if (output) output.textContent = formatAmount(amount);
    return !output;
  });
  list.replaceChildren(...rest.flatMap(({ label, amount }) => [h("dt", {}, say(label)), h("dd", {}, formatAmount(amount))]));
  list.hidden = rest.length === 0;
}

/** What is to be looked at again, with links to each field; a screen reader begins to read here. */
export function showSummary(root, say, labelOf, problems) {
  showProblems(root, say, problems);
  const items = problems.map(({ path, code }) => {
    const link = h("a", { href: `#${path}` }, `${labelOf(path)}: ${say(`error-${code}`)}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      controlAt(root, path)?.focus();
    });
    return h("li", {}, link);
  });
  const summary = root.querySelector(".summary");
  summary.replaceChildren(h("strong", {}, say("element-summary")), h("ul", {}, ...items));
  summary.hidden = false;
  summary.focus();
}
