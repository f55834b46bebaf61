// Helpers for the pages of both sides.

import texts from "../../bindings-wasm/js/texts-en.js";

export const say = (id) => texts[id] ?? id;

/** Creates an element with attributes and children. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value != null && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

/** Draws a form. Its fields are passed by name, and a refusal is shown in the form. */
export function form(fields, button, act) {
  const told = h("p", { role: "alert", class: "refusal" });
  const inputs = fields.map(([name, label, more = {}]) => h("label", {}, label, h("input", { name, required: true, ...more })));
  const submit = async (event) => {
    event.preventDefault();
    told.textContent = "";
    try {
      await act(Object.fromEntries(new FormData(event.target)), event.target);
    } catch (error) {
      told.textContent = say(`error-${error.code}`);
    }
  };
  return h("form", { onsubmit: submit }, inputs, told, h("button", { class: "primary" }, button));
}

/** Shows a page and moves the focus to its heading, so that a screen reader starts there. */
export function show(title, ...children) {
  const main = document.getElementById("main");
  const heading = h("h1", { tabindex: "-1" }, title);
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(heading, ...children.flat().filter((child) => child != null));
  document.title = `${title} · Casegate`;
  if (hadFocus) heading.focus();
}

export const tell = (text) => {
  document.getElementById("told").textContent = text;
};
