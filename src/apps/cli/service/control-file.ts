import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** How commands on the same data folder reach the running service. */
export interface ControlFile {
  readonly pid: number;
  readonly url: string;
  /** Address at which people open the service. */
  readonly publicUrl: string;
  /** Key that works only while that process lives. */
  readonly key: string;
}

const NAME = 'control.json';
const OWNER_ONLY = 0o600;

/** Writes the control file, readable by the owner of the folder only: whoever reads it could read the whole folder. */
export function writeControlFile(dataDir: string, control: ControlFile): () => void {
  const path = join(dataDir, NAME);
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(control)}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  chmodSync(path, OWNER_ONLY);
  return () => {
    if (readControlFile(dataDir)?.pid === process.pid) rmSync(path, { force: true });
  };
}

/** Reads the control file of the running service of a folder; null when none runs there. */
export function readControlFile(dataDir: string): ControlFile | null {
  try {
    const value = JSON.parse(readFileSync(join(dataDir, NAME), 'utf8')) as ControlFile;
    return typeof value.url === 'string' && typeof value.key === 'string' ? value : null;
  } catch {
    return null;
  }
}
