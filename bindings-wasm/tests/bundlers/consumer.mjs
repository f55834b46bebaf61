// An app that has the package as npm delivers it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const APP = fileURLToPath(new URL("app/", import.meta.url));

/** The least content security policy that the app needs. */
export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** Makes the app in a folder outside this package's sources, and installs the packed package into it. */
export function consumer() {
  const folder = mkdtempSync(join(tmpdir(), "casegate-consumer-"));
  cpSync(APP, folder, { recursive: true });
  const [{ filename }] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], PACKAGE));
  npm(["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", join(folder, filename)], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
