import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { personFolder, removeFromFolder } from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'tribune-folder-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const MESSAGE = {
  by: 'folder',
  ...{ id: 'message-1', kind: 'notice', notice: 'n', decision: 'd', case: null, texts: 'x 1' },
  ...{ to: null, language: 'de', subject: 'Über Ihren Antrag', text: 'Guten Tag,\n\n.\nDer Code ist AAAAA.' },
} as const;

it('a message is one mail file, whole, for its owner alone, however often it is written', async () => {
  const folder = join(dir, 'made', 'when-needed');
  const send = personFolder({ folder, sender: 'Bank "X"' });
  for (let times = 0; times < 2; times++) expect(await send(MESSAGE)).toEqual({ ok: true });
  expect(readdirSync(folder)).toEqual(['message-1.eml']);
  const path = join(folder, 'message-1.eml');
  expect([statSync(path).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('Message-ID: <message-1@tribune.invalid>\r\n');
  expect(text).toContain('Content-Language: de\r\n');
  expect(text).toContain('Der Code ist AAAAA.');
});

it('what a crash or somebody else left under the name of a draft is neither written through nor kept, and an erasure removes both', async () => {
  const folder = mkdtempSync(join(dir, 'left-'));
  const [other, path, draft] = [join(dir, 'other'), join(folder, 'message-1.eml'), join(folder, 'message-1.eml.part')];
  writeFileSync(other, 'of somebody else');
  symlinkSync(other, draft);
  const send = personFolder({ folder, sender: null });
  expect(await send(MESSAGE)).toEqual({ ok: true });
  expect([readFileSync(other, 'utf8'), statSync(path).mode & 0o777]).toEqual(['of somebody else', 0o600]);
  // A part that everybody may read is not written on.
  writeFileSync(draft, 'Subject: half', { mode: 0o644 });
  expect(await send(MESSAGE)).toEqual({ ok: true });
  expect([readdirSync(folder), statSync(path).mode & 0o777]).toEqual([['message-1.eml'], 0o600]);
  writeFileSync(draft, 'Subject: half');
  await removeFromFolder(folder)(['message-1', 'picked-up']);
  expect(readdirSync(folder)).toEqual([]);
});

it('a folder that is none is said, and tried again later', async () => {
  writeFileSync(join(dir, 'file'), '');
  const sent = await personFolder({ folder: join(dir, 'file'), sender: null })(MESSAGE);
  expect(sent).toMatchObject({ ok: false, isFinal: false, problem: expect.stringContaining('cannot be written into') });
});
