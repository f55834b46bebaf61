// Compares the rows of the database before and after a request, to check whether it changed anything.

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const READER = fileURLToPath(new URL('snapshot.py', import.meta.url));

/**
 * Rows and digest of every table. Read from a copy: a second SQLite that opens the host's own file would break its locks.
 * @returns {Promise<Record<string, {rows: number, digest: string}>>}
 */
export async function snapshot(server) {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-snapshot-'));
  try {
    const file = await server.databaseFile();
    const copy = join(folder, 'copy.db');
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const { stdout } = await promisify(execFile)('python3', [READER, copy]);
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the names of the tables that differ, so that a test can say which may. */
export function changedTables(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name]?.digest !== after[name]?.digest);
}
