import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoveFiles, SendMessage } from '../../domain/person-messages/index.js';
import { writeDurably } from '../durable-files/index.js';

export interface PersonFolderOptions {
  readonly folder: string;
  /** Who decides, as it stands in the message; null where nobody is named. */
  readonly sender: string | null;
}

/** Only whoever runs the service sees for whom there is a message; a folder that is there already stays as its owner made it. */
const FOLDER_OF_OWNER = 0o700;

const fileOf = (folder: string, id: string): string => join(folder, `${id}.eml`);
const draftOf = (folder: string, id: string): string => `${fileOf(folder, id)}.part`;

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
      await mkdir(folder, { recursive: true, mode: FOLDER_OF_OWNER });
      // What stands under the name of the draft may be a part that a crash left, or be there to be written through or read by somebody else.
      const draft = draftOf(folder, id);
      await rm(draft, { force: true });
      // Whoever picks files up never sees half of one, and one that counts as sent is on the disk.
      await writeDurably(fileOf(folder, id), message as Buffer, { draft });
      return { ok: true };
    } catch (cause) {
      return { ok: false, problem: `it cannot be written into ${folder}: ${(cause as Error).message}`, isFinal: false };
    }
  };
}

/** Removes files of messages that nobody picked up, also what a crash left of one. */
export const removeFromFolder =
  (folder: string): RemoveFiles =>
  async (ids) => {
    for (const id of ids) for (const path of [fileOf(folder, id), draftOf(folder, id)]) await rm(path, { force: true });
  };

/** An address that reaches nobody (RFC 2606), as the folder knows none. */
const NOBODY = 'nobody@tribune.invalid';
