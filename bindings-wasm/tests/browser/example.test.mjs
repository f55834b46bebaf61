import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, open, screenshot, serve } from "./support.mjs";

test("the whole portal in one page: firm, case, link, questions, decision; closed and opened again", async () => {
  const [server, browser] = [await serve(), await launch()];
  const complaints = [];
  try {
    const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1100, height: 900 } });
    const url = `${server.origin}/examples/browser-portal/`;
    let page = await open(context, url, complaints);
    const focused = () => page.evaluate(() => document.activeElement.tagName);
    await page.getByLabel("Your firm's name").fill("Hartwell Tax Advisory");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Hartwell Tax Advisory" }).waitFor();
    assert.equal(await focused(), "H1");
    await page.getByLabel("The client's name").fill("Dana Whitfield");
    await page.getByLabel("What it is about").fill("Tax years 2021 to 2023");
    await page.keyboard.press("Enter");
    await page.getByLabel("Who is it for?").fill("taxpayer");
    await page.keyboard.press("Enter");
    const link = await page.locator("[data-link]").textContent();
    assert.match(link, /#cgi1_[0-9A-Za-z]{71}$/);
    const address = page.url();
    await screenshot(page, "browser-portal-case");
    await page.getByRole("link", { name: "Open it here" }).press("Enter");
    await page.getByRole("heading", { name: "Hartwell Tax Advisory and you" }).waitFor();
    await screenshot(page, "browser-portal-home");
    await page.getByRole("link", { name: "Accounts and lines of credit" }).press("Enter");
    const cash = page.locator("[data-path=cash_on_hand]");
    await cash.fill("80.50");
    await page.locator("casegate-intake").evaluate((element) => element.flush());
    assert.match(await page.locator("casegate-intake [role=status]").textContent(), /Saved/);
    await screenshot(page, "browser-portal-section");

    await page.close();
    page = await open(context, `${url}#visit`, complaints);
    await page.getByLabel("Your link or code").fill(link);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Accounts and lines of credit" }).click();
    assert.equal(await page.locator("[data-path=cash_on_hand]").inputValue(), "80.50");
    await page.getByRole("button", { name: "Send to my firm" }).click();
    await page.getByText("Sent.").waitFor();
    await page.goto(address);
    await page.reload();
    await page.getByRole("button", { name: "Accept cash_on_hand" }).press("Enter");
    await page.getByText("Nothing at the moment.").waitFor();
    assert.equal(await focused(), "H1");

    const second = await open(context, url, complaints);
    await second.getByRole("heading", { name: "Open in another tab" }).waitFor({ timeout: 10_000 });
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await server.close();
  }
});
