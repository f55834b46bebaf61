// Exposes the package to tests, which call it from outside the page.

import * as casegate from "../../../js/index.js";
import * as scenarios from "../../support/scenarios.mjs";

Object.assign(globalThis, { casegate, scenarios });

/** Returns the parts of an error that can be sent to the test. */
globalThis.refusalOf = async (promise) => {
  try {
    await promise;
    return undefined;
  } catch (error) {
    const { name, code, kind, field, message } = error;
    return { name, code, kind, field, message, isError: error instanceof Error };
  }
};

globalThis.ready = true;
