// Replaces the plain form of a section by `<casegate-intake>`, which saves while it is filled in. Without this script,
// or before it runs, the plain form works. Nothing is kept in the browser's storage, because devices are shared.
import "/assets/casegate/element-remote.js";

const form = document.getElementById("intake-form");
const discard = document.getElementById("discard");
const { section } = form.dataset;
const element = document.createElement("casegate-intake");
let isOver = false;

/** Calls an operation of the visit. A refusal is thrown with its `kind`, `code` and `field`. */
async function call(operation, input) {
  const response = await fetch(`/api/visit/${operation}`, {
    method: "POST",
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    keepalive: document.visibilityState === "hidden",
    headers: { "content-type": "application/json", "x-casegate-csrf": form.dataset.csrf },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  isOver ||= response.status === 401 || response.status === 403;
  throw Object.assign(new Error(answer.message), isOver ? { ...answer, kind: "denied" } : answer);
}

/** Continues after the link was opened again in another tab, with the anti-forgery value of the new visit. */
async function resume() {
  const response = await fetch(window.location.pathname, { credentials: "same-origin", cache: "no-store" }).catch(() => undefined);
  const page = new DOMParser().parseFromString(response?.ok ? await response.text() : "", "text/html");
  const { csrf: proof, whose } = page.getElementById(form.id)?.dataset ?? {};
  // What was typed for one case must not be saved in another case that was opened in this browser since.
  if (!proof || whose !== form.dataset.whose) return;
  for (const input of document.querySelectorAll("[name=csrf]")) input.value = proof;
  form.dataset.csrf = proof;
  isOver = false;
}

async function flush() {
  if (isOver) await resume();
  return element.flush();
}

/** Whether a person has changed this control since the page was loaded. */
function isTouched(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  if (control.options) return control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected));
  return control.value !== control.defaultValue;
}

/** Returns what was typed into the plain form, or was refused in it, as entries. */
function typed() {
  const named = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  return [...form.querySelectorAll("[data-plain] [data-field]")].flatMap((box) => {
    const path = box.dataset.field;
    const [controls, [na], [clear]] = [named(path), named(`${path}:na`), named(`${path}:clear`)];
    if (!box.matches(".has-error") && ![...controls, na, clear].some((control) => control && isTouched(control))) return [];
    const [, list, row, name] = /^(\w+)\[([^\]]*)\]\.(\w+)$/.exec(path) ?? [];
    const ticked = controls.filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked);
    const text = ticked.map(({ value }) => value).join(",");
    const value = na?.checked ? { kind: "notApplicable" } : text.trim() && !clear?.checked ? { kind: "text", text } : { kind: "blank" };
    // An empty sensitive field keeps what is stored.
    if (value.kind === "blank" && box.dataset.kind === "secret" && !clear?.checked) return [];
    return [{ field: row ? `${list}.${name}` : path, ...(row && { row }), value }];
  });
}

/** Returns the field that a link leads to, or that has the focus. */
function fieldInUse() {
  const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
  const box = (form.contains(document.activeElement) ? document.activeElement : target)?.closest?.("[data-field]");
  return box?.dataset.field;
}

async function replacePlainForm() {
  const [schema, view, { texts }] = await Promise.all([
    call("get_section_form", { section }),
    call("get_section", { section }),
    import(`/assets/casegate/texts-${document.documentElement.lang}.js`),
  ]);
  Object.assign(element, {
    schema,
    view,
    texts,
    hidden: true,
    check: (input) => call("check_section", input),
    save: (input) => call("save_section", input),
  });
  element.setAttribute("section", section);
  const plain = document.querySelectorAll("[data-plain]");
  form.querySelector("[data-plain]").before(element);
  await element.drawn;
  const entries = typed();
  if (entries.length > 0) element.fill(entries);
  await element.drawn;
  const inUse = fieldInUse();
  const list = new URLSearchParams(window.location.search).get("add");
  // Adds the empty row that was requested before the script was loaded.
  const asked = list && [...form.querySelectorAll(`#part-${CSS.escape(list)} .list-row`)].pop()?.querySelector("[data-field]");
  const isAdded = asked && !element.shadowRoot.querySelector(`[data-path="${CSS.escape(asked.dataset.field)}"]`);
  for (const part of plain) part.remove();
  element.hidden = false;
  if (isAdded) element.addRow(list);
  else if (inUse) element.focusField(inUse);
}

async function save(button) {
  const isSaved = await flush();
  if (button?.value !== "review") return;
  if (isSaved) window.location.assign(`${window.location.pathname}/review`);
  // Shows what could not be saved, at its fields.
  else await element.review().catch(() => {});
}

await replacePlainForm();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save(event.submitter);
});
element.addEventListener("casegate-saved", () => (discard.hidden = false));
// Drops what was typed first, so that no waiting or running save stores it again.
discard.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await element.reset();
  event.target.submit();
});
document.addEventListener("visibilitychange", () => void flush());
window.addEventListener("beforeunload", (event) => {
  if (element.unsaved) event.preventDefault();
});
