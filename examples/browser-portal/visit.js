// The client's side: the link, the state of the case, and the questions.

import "../../bindings-wasm/js/element.js";
import { form, h, say, show } from "./page.js";
import { session, visit, visitor } from "./portal.js";

export async function openPage(code) {
  const { session: secret } = await (await visitor()).openLink({ link: code });
  session.set(secret.reveal());
  if (location.hash === "#visit") await visitPage();
  else location.replace("#visit");
}

export async function visitPage() {
  if (!session.get()) return doorPage();
  const at = await visit();
  const home = await at.home();
  // A person who sees only what names them has no progress and no intake.
  const phases = (home.progress?.phases ?? []).map(({ phase, state, sentence, ownSentence }) =>
    h("li", { "data-state": state }, h("strong", {}, say(`phase-${phase}`)), h("p", { class: "small" }, ownSentence ?? say(sentence))),
  );
  const sections = home.intake.map(({ section, status }) =>
    h("li", {}, h("a", { href: `#section/${section}` }, say(`intake-form-title-${dashed(section)}`)), h("span", { class: "small" }, ` · ${STATUS[status]}`)),
  );
  show(
    `${home.firm.name} and you`,
    h("p", {}, home.progress === null ? "" : (home.progress.ownNext ?? say(home.progress.next))),
    h("ol", { class: "phases" }, phases),
    h("h2", {}, "Questions"),
    h("ul", {}, sections),
    h("button", { type: "button", onclick: leave }, "Leave"),
  );
}

const STATUS = { notStarted: "not started", inProgress: "in progress", submitted: "sent", beingReviewed: "being looked at", accepted: "accepted", pleaseCheck: "please check" };

const dashed = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

async function leave() {
  await (await visit()).leave();
  session.end();
  await visitPage();
}

function doorPage() {
  show("Open your case", h("p", {}, "Paste the link that your firm gave you."), form([["link", "Your link or code"]], "Open", ({ link }) => openPage(link)));
}

export async function sectionPage(section) {
  const at = await visit();
  const [schema, view] = await Promise.all([at.getSectionForm({ section }), at.getSection({ section })]);
  const element = h("casegate-intake", { section });
  // The portal checks entries together with the saved answers.
  Object.assign(element, {
    schema,
    view,
    check: (input) => at.checkSection(input),
    save: (input) => at.saveSection(input),
    submit: async ({ version }) => at.submitSection({ section, version }),
  });
  show(say(schema.title), h("p", {}, h("a", { href: "#visit" }, "Back to your case")), element);
}
