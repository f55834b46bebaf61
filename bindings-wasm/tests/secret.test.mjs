import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Portal, Secret } from "casegate";
import { options, staff } from "./support/scenarios.mjs";

const PNG = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));

async function minted() {
  const portal = await Portal.inMemory(options());
  const desk = portal.desk(staff());
  await desk.registerFirm({ name: "Hartwell" });
  await desk.setLogo({ image: PNG });
  const { caseId } = await desk.createCase({ clientName: "Dana", title: "2021", stage: "intake" });
  return { portal, answer: await desk.mintInvite({ caseId, label: "taxpayer" }) };
}

test("a secret shows nothing of itself, however it is looked at", async () => {
  const { answer } = await minted();
  const { link } = answer;
  assert.ok(link instanceof Secret);
  const shown = [JSON.stringify(answer), `${link}`, String(link), link + "", inspect(answer, { depth: 9, showHidden: true }), JSON.stringify(structuredClone(answer)), Object.entries(link).join(), Reflect.ownKeys(link).join(), Object.prototype.toString.call(link)];
  for (const text of shown) assert.doesNotMatch(text, /cg[is]1_/);
  assert.throws(() => Object.assign(link, { reveal: () => "x" }), TypeError);
});

test("a secret is revealed once", async () => {
  const { portal, answer } = await minted();
  const text = answer.link.reveal();
  assert.match(text, /^https:\/\/portal\.example\/.*#cgi1_[0-9A-Za-z]{71}$/);
  assert.throws(() => answer.link.reveal(), TypeError);
  const opened = await portal.visitor().openLink({ link: text });
  const visit = portal.visit(opened.session.reveal());
  assert.equal((await visit.home()).label, "taxpayer");
  assert.equal(await visit.csrf(), opened.csrf);
  assert.equal(await visit.csrfMatches(opened.csrf), true);
  assert.equal(await visit.csrfMatches("x"), false);
});
