import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendMessage } from '../../domain/person-messages/index.js';

export interface PersonFolderOptions {
  readonly folder: string;
  /** Who decides, as it stands in the message; null where nobody is named. */
  readonly sender: string | null;
}

/** Only whoever runs the service reads what is written to a person. */
const OWNER_ALONE = 0o600;

/**
 * Writes each message to people as a mail file (RFC 5322, `ID.eml`) into a folder, which any mail program shows and many mail systems pick up. It goes to
 * nobody by itself. A message that is written twice is one file.
 */
export function personFolder({ folder, sender }: PersonFolderOptions): SendMessage {
  return async ({ id, to, subject, text, language }) => {
    try {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const { message } = await transport.sendMail({
        ...{
          from: { name: sender ?? '', address: NOBODY },
          to: to ?? { name: 'The person decided about', address: NOBODY },
        },
        ...{ subject, text, messageId: `<${id}@tribune.invalid>` },
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      await mkdir(folder, { recursive: true });
      const path = join(folder, `${id}.eml`);
      // Whoever picks files up never sees half of one.
      await writeFile(`${path}.part`, message as Buffer, { mode: OWNER_ALONE });
      await rename(`${path}.part`, path);
      return { ok: true };
    } catch (cause) {
      return { ok: false, problem: `it cannot be written into ${folder}: ${(cause as Error).message}`, isFinal: false };
    }
  };
}

/** An address that reaches nobody (RFC 2606), as the folder knows none. */
const NOBODY = 'nobody@tribune.invalid';
