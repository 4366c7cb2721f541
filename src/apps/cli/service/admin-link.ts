import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliContext } from '../frame/context.js';

/** A link for another account must not take the place of the one of the first administrator, which stands nowhere else. */
const NAMES = { admin: 'admin-link', other: 'account-link' } as const;
const OWNER_ONLY = 0o600;

/**
 * Prints a one-time link on a terminal, or writes it to a file that only the owner can read; never to standard output or a log that others
 * collect.
 */
export function deliverAdminLink(link: string, dataDir: string, context: CliContext, doesOther?: string): void {
  const does = doesOther ?? 'make the first administrator';
  if (context.errIsTerminal) {
    context.err(`${does.charAt(0).toUpperCase()}${does.slice(1)} within 15 minutes: ${link}\n`);
    return;
  }
  const path = join(dataDir, doesOther === undefined ? NAMES.admin : NAMES.other);
  // A file that already exists would keep its mode, and a symbolic link in its place would lead elsewhere.
  rmSync(path, { force: true });
  writeFileSync(path, `${link}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  context.out(`A link to ${does}, good for 15 minutes, is in ${path}\n`);
}

/** Removes the files of links when the service stops; the links themselves expire after 15 minutes. */
export function forgetAdminLink(dataDir: string): void {
  for (const name of Object.values(NAMES)) rmSync(join(dataDir, name), { force: true });
}
