// Starts the demo host as a child process of a test, on a free port and with a new folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { access, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
const BINARY = process.env.CASEGATE_SERVER ?? join(TARGET, 'debug', 'portal-server');

/** The folder for screenshots, for people to look at. */
export const SCREENSHOTS = join(TARGET, 'screenshots');

/** A first start creates the database and its example cases. */
const START_MS = 30_000;
const STOP_MS = 5_000;
/** The number of lines of the host's stderr that are shown when it fails. */
const KEPT_LINES = 40;

// A signal ends a process without its exit handlers, and so would leave the host behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** Starts the host and waits until it answers. Stop it in an `after` hook. */
export async function startServer() {
  await access(BINARY).catch(() => {
    throw new Error(`there is no demo host at ${BINARY}; run \`cargo xtask test browser\`, or \`cargo build -p portal-server\``);
  });
  const data = await mkdtemp(join(tmpdir(), 'casegate-browser-'));
  const server = new Server(data);
  try {
    await server.ready();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class Server {
  /** The origin of every page, such as `http://127.0.0.1:40123`. */
  origin = '';
  /** The address that signs in the administrator. It may work once or repeatedly, as the host decides. */
  staffUrl = '';
  /** The addresses that sign in the other staff, by their roles. */
  colleagues = new Map();
  /** The links that the host printed, by label. */
  #clients = new Map();
  #complaints = [];
  #child;
  #data;
  #stopping = () => {
    this.#child.kill('SIGKILL');
    rmSync(this.#data, { recursive: true, force: true });
  };

  constructor(data) {
    this.#data = data;
    this.#child = spawn(BINARY, ['--listen', '127.0.0.1:0', '--data', data, '--colleagues'], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => this.#complaints.push(String(error)));
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      this.#complaints.push(line);
      this.#complaints.splice(0, this.#complaints.length - KEPT_LINES);
    });
    // A test that is interrupted must not leave the host behind.
    process.once('exit', this.#stopping);
  }

  #read(line) {
    const [, url] = line.match(/^staff (\S+)$/) ?? [];
    if (url) {
      this.staffUrl = url;
      this.origin = new URL(url).origin;
    }
    const [, role, colleague] = line.match(/^colleague (\S+) (\S+)$/) ?? [];
    if (role) this.colleagues.set(role, colleague);
    const [, label, link] = line.match(/^client (.+) (\S+)$/) ?? [];
    if (link) this.#clients.set(label, link);
  }

  #ended() {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #until(what, isDone) {
    const deadline = Date.now() + START_MS;
    while (!(await isDone())) {
      if (this.#ended()) throw this.#trouble(`the demo host ended before ${what}`);
      if (Date.now() > deadline) throw this.#trouble(`waited in vain for ${what}`);
      await sleep(25);
    }
  }

  #trouble(text) {
    return new Error([text, ...this.#complaints.map((line) => `  | ${line}`)].join('\n'));
  }

  async ready() {
    await this.#until('its staff line', () => this.staffUrl !== '');
    await this.#until('an answer of /healthz', () =>
      fetch(`${this.origin}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  }

  /** Returns the link printed for the client with this label. */
  async client(label) {
    // The output and the responses arrive separately, so the line may not have been read yet.
    await this.#until(`a line \`client ${label} <url>\``, () => this.#clients.has(label));
    return this.#clients.get(label);
  }

  /** Finds the SQLite file, by its first bytes instead of by its name. */
  async databaseFile() {
    for (const entry of await readdir(this.#data, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isFile() && (await startsAsSqlite(file))) return file;
    }
    throw new Error('the demo host keeps no SQLite file in its data folder');
  }

  async stop() {
    process.off('exit', this.#stopping);
    if (!this.#ended()) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const inTime = await Promise.race([ended.then(() => true), sleep(STOP_MS, false, { ref: false })]);
      if (!inTime) {
        this.#child.kill('SIGKILL');
        await ended;
      }
    }
    await rm(this.#data, { recursive: true, force: true });
  }
}

async function startsAsSqlite(file) {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return bytesRead === 16 && buffer.toString('latin1') === 'SQLite format 3\0';
  } finally {
    await handle.close();
  }
}
