import { statfsSync } from 'node:fs';

/** Number of bytes that this process may still write on the disk of the folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
