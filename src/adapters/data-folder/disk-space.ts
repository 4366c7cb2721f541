import { statfsSync } from 'node:fs';

/** Bytes that we may still write where this folder lies. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
