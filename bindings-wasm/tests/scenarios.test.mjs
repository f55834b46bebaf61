import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as casegate from "casegate";
import { clockAt, options, play } from "./support/scenarios.mjs";

const folder = new URL("../../tests/scenarios/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const scenario = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  test(`${file}: ${scenario.shows}`, async () => {
    const clock = clockAt();
    const portal = await casegate.Portal.inMemory(options(clock));
    assert.ok((await play(casegate, scenario, portal, clock)) > 0);
    await portal.check();
    await portal.close();
  });
}
