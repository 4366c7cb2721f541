import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliContext } from '../frame/context.js';

const NAME = 'admin-link';
const OWNER_ONLY = 0o600;

/** Tells a one-time link to a terminal, else to a file only the owner reads; never to standard output or a log that others collect. */
export function tellAdminLink(
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
  // A file that is there already would keep its mode, and a link in its place would lead elsewhere.
  rmSync(path, { force: true });
  writeFileSync(path, `${link}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  context.out(`A link to ${does}, good for 15 minutes, is in ${path}\n`);
}

/** The link dies with its 15 minutes; its file with the service. */
export function forgetAdminLink(dataDir: string): void {
  rmSync(join(dataDir, NAME), { force: true });
}
