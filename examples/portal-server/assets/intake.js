// Saves the intake while it is filled in. Without this script the same form works by its buttons.
// What is typed stays in the page until the server has it: a failed save is tried again, and leaving the page asks first.
// Nothing is kept in the browser's storage, for devices are shared.
import { timeOfDay } from "./times.js";

const form = document.getElementById("intake-form");
const status = document.getElementById("save-state");
const text = form.dataset;
const pending = new Map(); // path -> true; the value is read when it is sent
const removed = new Set(); // "list[row]"
const sent = new Map(); // path -> the entry that the server saw last; never of a sensitive field
const discard = document.getElementById("discard");
let timer = 0;
let wait = 3000;
let sending = false;
let over = false;
let submitting = false;

const say = (words, tone = "") => {
  status.textContent = words;
  status.className = `save-state${tone ? ` is-${tone}` : ""}`;
};
const box = (path) => form.querySelector(`[data-field="${CSS.escape(path)}"]`);

/** What the page holds for one field, as the server takes it; null if there is nothing to say. */
function entry(path) {
  const field = box(path);
  if (!field) return null;
  if (field.querySelector("[data-na]")?.checked) return { field: path, state: "notApplicable" };
  const controls = [...field.querySelectorAll(`[name="${CSS.escape(path)}"]`)];
  const ticked = ["radio", "checkbox"].includes(controls[0]?.type);
  const value = ticked
    ? controls.filter((control) => control.checked).map((control) => control.value).join(",")
    : controls[0]?.value ?? "";
  // An empty sensitive field means "keep what is stored".
  if (field.dataset.kind === "secret" && value === "" && !field.querySelector("[data-clear]")?.checked) return null;
  return value === "" ? { field: path, state: "blank" } : { field: path, state: "value", value };
}

function schedule(delay) {
  window.clearTimeout(timer);
  timer = window.setTimeout(save, delay);
}

function mark(target, delay) {
  const field = target.closest("[data-field]");
  if (!field || field.dataset.kind === "derived") return;
  pending.set(field.dataset.field, true);
  schedule(delay);
}

async function save({ last = false } = {}) {
  window.clearTimeout(timer);
  if (over || submitting || (sending && !last) || (pending.size === 0 && removed.size === 0)) return;
  const paths = [...pending.keys()];
  const rows = [...removed];
  const entries = paths.map(entry).filter((one) => one !== null && sent.get(one.field) !== JSON.stringify(one));
  pending.clear();
  removed.clear();
  if (entries.length === 0 && rows.length === 0) return;
  sending = true;
  say(text.textSaving);
  try {
    const response = await fetch(text.autosave, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      keepalive: last,
      headers: { "content-type": "application/json", "x-casegate-csrf": text.csrf },
      body: JSON.stringify({ entries, removedRows: rows }),
    });
    if (response.status === 401 || response.status === 403) over = true;
    if (!response.ok) throw new Error("refused");
    show(await response.json(), entries);
    wait = 3000;
  } catch {
    // What was changed meanwhile is in `pending` already and wins: values are read when they are sent.
    for (const path of paths) pending.set(path, true);
    for (const row of rows) removed.add(row);
    say(over ? text.textOver : text.textFailed, "bad");
    if (!over) { schedule(wait); wait = Math.min(wait * 2, 60000); }
  } finally {
    sending = false;
  }
  if (!over && wait === 3000 && (pending.size > 0 || removed.size > 0)) schedule(200);
}

function show(answer, entries) {
  if (discard) discard.hidden = false;
  const wrong = new Map((answer.errors ?? []).map((error) => [error.field, error.message]));
  for (const one of entries) {
    if (box(one.field)?.dataset.kind !== "secret") sent.set(one.field, JSON.stringify(one));
    blame(one.field, wrong.get(one.field) ?? "");
  }
  for (const total of answer.totals ?? []) {
    for (const output of form.querySelectorAll(`[data-total="${CSS.escape(total.id)}"]`)) output.textContent = total.text;
  }
  for (const { field: path, state } of entries) {
    if (box(path)?.dataset.kind === "secret" && state === "blank") hide(path, "");
  }
  for (const { field: path, mask } of answer.masks ?? []) hide(path, mask);
  if (wrong.size > 0) say(text.textErrors, "bad");
  else say(`${text.textSaved} ${timeOfDay(answer.savedAt)}`, "ok");
}

/** What is stored of a sensitive field shows by its last characters; what was typed leaves the page. */
function hide(path, mask) {
  const field = box(path);
  if (field?.dataset.kind !== "secret" || pending.has(path)) return;
  field.querySelector(`[name="${CSS.escape(path)}"]`).value = "";
  field.querySelector("[data-clear]").checked = false;
  for (const part of field.querySelectorAll("[data-mask], [data-clear-row]")) part.hidden = mask === "";
  field.querySelector("[data-mask-text]").textContent = mask;
}

function blame(path, message) {
  const field = box(path);
  if (!field) return;
  field.classList.toggle("has-error", message !== "");
  const place = field.querySelector("[data-error]");
  if (place) place.textContent = message;
  for (const control of field.querySelectorAll(`[name="${CSS.escape(path)}"]`)) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** After the link was opened again in another tab: takes the new visit's proof from the page, and goes on where it stopped. */
async function resume() {
  try {
    const response = await fetch(window.location.pathname, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
    const proof = page.getElementById(form.id)?.dataset.csrf;
    if (!proof) return;
    text.csrf = proof;
    form.elements.namedItem("csrf").value = proof;
    over = false;
    wait = 3000;
  } catch { /* still no network */ }
}

/** "Does not apply" rests the field it belongs to, and keeps what was typed for a change of mind. */
function rest(checkbox) {
  for (const control of checkbox.closest("[data-field]").querySelectorAll("input, select, textarea")) {
    if (control !== checkbox) control.disabled = checkbox.checked;
  }
}

function renumber(list) {
  list.querySelectorAll("[data-row]").forEach((row, index) => {
    for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = String(index + 1);
  });
  const none = list.querySelector("[data-none]");
  if (none) none.hidden = list.querySelector("[data-row]") !== null;
}

/** Row ids order the rows: the time in base 36, and later than every row that is there. */
function newRow(list) {
  let at = Date.now();
  for (const row of list.querySelectorAll("[data-row]")) {
    if (/^r[0-9a-z]{8}$/.test(row.dataset.row)) at = Math.max(at, parseInt(row.dataset.row.slice(1), 36) + 1);
  }
  return `r${at.toString(36)}`;
}

function add(list) {
  const id = newRow(list);
  const row = list.querySelector("template[data-row-template]").content.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("__row__")) attribute.value = attribute.value.replaceAll("__row__", id);
    }
  }
  list.querySelector("[data-rows]").append(row);
  renumber(list);
  list.querySelector(`[data-row="${id}"]`).querySelector("input, select, textarea")?.focus();
}

function remove(list, row) {
  const filled = [...row.querySelectorAll("input, select, textarea")].some((control) =>
    (control.type === "radio" || control.type === "checkbox" ? control.checked : control.value !== ""))
    || row.querySelector("[data-mask]:not([hidden])") !== null;
  if (filled && !window.confirm(text.textRemoveConfirm)) return;
  const place = `${list.dataset.list}[${row.dataset.row}]`;
  for (const path of pending.keys()) if (path.startsWith(`${place}.`)) pending.delete(path);
  removed.add(place);
  const near = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(list);
  (near?.querySelector("input, select, textarea") ?? list.querySelector("[data-add]"))?.focus();
  say(text.textRemoved);
  schedule(400);
}

form.addEventListener("input", (event) => mark(event.target, 1500));
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-na]")) rest(event.target);
  mark(event.target, 200);
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const list = button?.closest("[data-list]");
  if (!list) return;
  if (button.matches("[data-add]")) { event.preventDefault(); add(list); }
  if (button.matches("[data-remove]")) { event.preventDefault(); remove(list, button.closest("[data-row]")); }
});
// The form carries every value itself. Removed rows are missing from it, so they are told first.
form.addEventListener("submit", (event) => {
  if (over || removed.size > 0) {
    event.preventDefault();
    const button = event.submitter;
    const again = () => { if (!over && removed.size === 0) form.requestSubmit(button); };
    (over ? resume() : Promise.resolve()).then(() => save()).then(again);
    return;
  }
  submitting = true;
});
// What is thrown away must not be saved again by a save that is waiting or on its way.
discard?.addEventListener("submit", (event) => {
  window.clearTimeout(timer);
  pending.clear();
  removed.clear();
  submitting = true;
  if (!sending) return;
  event.preventDefault();
  window.setTimeout(() => discard.querySelector("form").requestSubmit(), 100);
});
window.addEventListener("pageshow", () => { submitting = false; });
window.addEventListener("online", () => save());
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState === "hidden") return save({ last: true });
  if (over) await resume();
  return save();
});
window.addEventListener("beforeunload", (event) => {
  if (!submitting && (pending.size > 0 || removed.size > 0)) event.preventDefault();
});
for (const checkbox of form.querySelectorAll("[data-na]:checked")) rest(checkbox);
document.getElementById("error-summary")?.focus();
