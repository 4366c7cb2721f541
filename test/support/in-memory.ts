import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** What a run of all tests may fill at once, and as much again for its processes, bytes. */
const ROOM: number = 10 * 1024 ** 3;
/** Others than the owner pass, as the database of a root's tests runs under a user of its own. */
const PASSABLE = 0o711;

/**
 * Lays the temporary folders of tests into memory where there is room: some hundred services each copy a cluster of 1,200 files, for which a file system
 * on a disk takes longer than for all that they are asked. What tests kill are processes, never the machine, so files are as safe there. Whoever sets
 * TMPDIR has their folder.
 */
export default function setup(): (() => void) | undefined {
  if (process.env.TMPDIR !== undefined || !existsSync(MEMORY)) return undefined;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (Math.min(bavail * bsize, process.availableMemory()) < ROOM) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'tribune-tests-'));
  chmodSync(folder, PASSABLE);
  process.env.TMPDIR = folder;
  return () => {
    delete process.env.TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  };
}
