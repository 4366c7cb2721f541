import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenEnding } from '../../runtime/index.js';

/**
 * Makes a private directory for the rows that do not fit into memory, and removes it afterwards, also when the process is interrupted
 * meanwhile, because rows of people must not stay behind.
 *
 * @param parent parent of the directory; default: the system's directory for temporary files
 */
export async function withSpillDirectory<T>(
  parent: string | undefined,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'tribune-'));
  const forget = whenEnding(() => rmSync(directory, { recursive: true, force: true }));
  try {
    return await work(directory);
  } finally {
    forget();
    await rm(directory, { recursive: true, force: true });
  }
}
