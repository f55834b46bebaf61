// The parts around a section's fields: the summary of problems, the firm's notices, the totals, and the foot.

import { h } from "./fields.js";

/** Draws the empty summary of problems. */
export const emptySummary = () => h("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true, part: "summary" });

/** Draws the firm's notices to the client, about the whole section or about one field. */
export function notices(asked, labelOf) {
  return asked.map(({ text, path }) => h("p", { class: "notice", part: "notice" }, path ? `${labelOf(path)}: ${text}` : text));
}

export function totals(say) {
  const title = h("h2", { id: "totals" }, say("intake-totals"));
  return h("section", { class: "totals", "aria-labelledby": "totals", "aria-live": "polite", hidden: true, part: "totals" }, title, h("dl"));
}

/** Draws the status line, and a button that calls `press` if it is given. */
export function foot(say, press, status) {
  const button = press && h("button", { type: "button", class: "primary", part: "submit" }, say("review-submit"));
  button?.addEventListener("click", press);
  return h("div", { class: "foot", part: "foot" }, button, h("p", { class: "status", role: "status", part: "status" }, status));
}
