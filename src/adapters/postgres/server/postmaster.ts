import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../data-folder/index.js';

/** How long a fast shutdown may take before the server is stopped at once; it then recovers from its log. */
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5_000;
const POLL_MS = 20;

/**
 * Deals with what a crashed service left behind: a server still running in our folder is stopped, a lock file that names
 * a dead or foreign process is removed. PostgreSQL alone would refuse to start when the number was given to another process.
 */
export async function clearLeftover(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  const pid = readPid(file);
  if (pid === null) return;
  if (isAlive(pid) && isPostmasterOf(pid, dataDir)) await stopPostmaster(pid);
  rmSync(file, { force: true });
}

/** Stops the server: SIGINT asks PostgreSQL for a fast shutdown, SIGQUIT for an immediate one. */
export async function stopPostmaster(pid: number): Promise<void> {
  if (await signalAndWait(pid, 'SIGINT', FAST_STOP_MS)) return;
  if (await signalAndWait(pid, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  await signalAndWait(pid, 'SIGKILL', IMMEDIATE_STOP_MS);
}

async function signalAndWait(pid: number, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return true;
  }
  for (let waited = 0; waited < limitMs; waited += POLL_MS) {
    if (!isAlive(pid)) return true;
    await sleep(POLL_MS);
  }
  return !isAlive(pid);
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** A setting that PostgreSQL stores and ignores. It names the folder in the list of processes, where `isPostmasterOf` looks for it. */
export const folderFlag = (dataDir: string): string[] => ['-c', `tribune.folder=${dataDir}`];

/** Whether a process is the PostgreSQL of this folder; where the system does not show commands, every process counts as one. */
function isPostmasterOf(pid: number, dataDir: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return commandLine.includes(folderFlag(dataDir)[1]!) || commandLine.includes(dataDir);
  } catch {
    return process.platform !== 'linux';
  }
}
