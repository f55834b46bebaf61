// What stands around a section's fields: the summary of problems, what the firm asks, the totals, and the line at the foot.

import { h } from "./fields.js";

/** Where problems are summed up. */
export const emptySummary = () => h("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true, part: "summary" });

/** What the firm asks of the client, as a whole or about one field. */
export function notices(asked, labelOf) {
  return asked.map(({ text, path }) => h("p", { class: "notice", part: "notice" }, path ? `${labelOf(path)}: ${text}` : text));
}

export function totals(say) {
  const title = h("h2", { id: "totals" }, say("intake-totals"));
  return h("section", { class: "totals", "aria-labelledby": "totals", "aria-live": "polite", hidden: true, part: "totals" }, title, h("dl"));
}

/** The button that calls `press`, if there is one, and what the status says. */
export function foot(say, press, status) {
  const button = press && h("button", { type: "button", class: "primary", part: "submit" }, say("review-submit"));
  button?.addEventListener("click", press);
  return h("div", { class: "foot", part: "foot" }, button, h("p", { class: "status", role: "status", part: "status" }, status));
}
