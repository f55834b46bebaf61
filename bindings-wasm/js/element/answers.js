// The contents of a section: the client's answers, and the values that the firm has on record.

import { dashed, pathOf } from "./paths.js";
import { formatAmount } from "./shown.js";

/** Returns the answers so far by path, replaced by what was typed since. */
export function answersOf(view, changed = new Map()) {
  const answers = new Map((view?.answers ?? []).map((answer) => [answer.path, answer]));
  for (const { field, row, value } of changed.values()) {
    const state = value.kind === "text" ? "value" : value.kind;
    answers.set(pathOf(field, row), { state, text: value.text });
  }
  return answers;
}

/**
 * Returns `view` with what was saved since. `isHidden` entries are left out, because only the host's
 * next view says how to show them.
 */
export function amended(view, saved, isHidden) {
  const answers = answersOf(view, saved);
  for (const [path, entry] of saved) if (isHidden(entry)) answers.delete(path);
  return { ...view, answers: [...answers].map(([path, answer]) => ({ ...answer, path })) };
}

/**
 * Returns the values that the firm has on record as readable texts, by path. Where the client
 * answered the same, there is no text.
 */
export function recordsOf(schema, view, say) {
  const answers = answersOf(view);
  const fields = new Map(schema.fields.map((field) => [field.id, field]));
  return new Map(
    (view?.onRecord ?? []).map((record) => {
      const field = fields.get(record.path.replace(/\[[^\]]*\]/, ""));
      return [record.path, { state: record.state, text: isSame(record, answers.get(record.path)) ? undefined : textOf(field, record, say) }];
    }),
  );
}

const isSame = (one, other) => ["state", "text", "amount", "lastFour"].every((name) => (one[name] ?? null) === (other?.[name] ?? null));

function textOf(field, { state, text, amount, lastFour }, say) {
  if (state === "notApplicable") return say("field-not-applicable");
  if (lastFour) return `•••• ${lastFour}`;
  if (amount != null) return formatAmount(amount);
  if (!["flag", "choice", "choices"].includes(field?.kind)) return text;
  return (text ?? "").split(",").map((option) => say(`intake-choice-${dashed(option)}`)).join(", ");
}
