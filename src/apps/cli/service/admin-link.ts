import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliContext } from '../frame/context.js';

const NAME = 'admin-link';
const OWNER_ONLY = 0o600;

/**
 * Prints a one-time link on a terminal, or writes it to a file that only the owner can read; never to standard output or a log that others
 * collect.
 */
export function deliverAdminLink(
  link: string,
  dataDir: string,
  context: CliContext,
  does = 'make the first administrator',
): void {
  if (context.errIsTerminal) {
    context.err(`${does.charAt(0).toUpperCase()}${does.slice(1)} within 15 minutes: ${link}\n`);
    return;
  }
  const path = join(dataDir, NAME);
  // A file that already exists would keep its mode, and a symbolic link in its place would lead elsewhere.
  rmSync(path, { force: true });
  writeFileSync(path, `${link}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  context.out(`A link to ${does}, good for 15 minutes, is in ${path}\n`);
}

/** Removes the file of the link when the service stops; the link itself expires after 15 minutes. */
export function forgetAdminLink(dataDir: string): void {
  rmSync(join(dataDir, NAME), { force: true });
}
