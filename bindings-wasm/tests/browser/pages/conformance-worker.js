import init, { cases, openFiles, run } from "../dist/conformance.js";

addEventListener("message", async () => {
  await init();
  await openFiles("casegate/conformance");
  const results = cases().map((name) => {
    try {
      run(name);
      return [name, null];
    } catch (error) {
      return [name, String(error)];
    }
  });
  postMessage(results);
});
