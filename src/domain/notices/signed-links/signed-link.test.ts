import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import { isSignedLink, readSignedLink } from './index.js';

const SECRET = 'a secret of the product that signs links';
const NOW = Date.UTC(2026, 10, 30, 12);
const RIGHT = {
  id: '0f0e8f3e-3a1c-4b52-9a55-0c9a3f1d2b11',
  decision: '6f1f0a66-6f0e-4a5e-9f0b-3a1b8f6c2d10',
  until: '2026-11-30T12:30:00Z',
};
const crypto = { hmacSha256: (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest() };
const read = (link: string) => readSignedLink(link, { key: utf8(SECRET), crypto, nowMs: NOW });

function link(payload: unknown, secret = SECRET): string {
  const written = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${written}.${createHmac('sha256', secret).update(`tribune.appeal-link/v1.${written}`).digest('base64url')}`;
}

it('a signed link says which decision, until when and for which notice', () => {
  expect(read(link(RIGHT))).toEqual({ ...RIGHT, language: 'en', highImpact: false });
  expect(read(link({ ...RIGHT, decidedBy: ['ada'], highImpact: true, language: 'de' }))).toMatchObject({
    decidedBy: ['ada'],
  });
  const letters = ['00000-00000-00000-00000-00000', '00000.00000.00000.00000.00000'];
  expect([link(RIGHT), ...letters].map(isSignedLink)).toEqual([true, false, false]);
});

const [written, signature] = link(RIGHT).split('.') as [string, string];
it.each([
  ['another key', link(RIGHT, 'another secret, which is as long as ours')],
  ['the signature of another link', `${link({ ...RIGHT, highImpact: true }).split('.')[0]}.${signature}`],
  ['no signature', `${written}.`],
  ['half of one', `${written}.${signature.slice(0, 20)}`],
  ['something behind it', `${written}.${signature}.x`],
  ['no payload', `.${signature}`],
  ['an end that is past', link({ ...RIGHT, until: '2026-11-30T11:59:59Z' })],
  ['an end too far ahead', link({ ...RIGHT, until: '2026-11-30T13:00:01Z' })],
  ['no time', link({ ...RIGHT, until: 'soon' })],
  ['no decision', link({ ...RIGHT, decision: 'd-1' })],
  ['a member that nothing reads', link({ ...RIGHT, role: 'admin' })],
  ['no object', link('text')],
  ['no end', link({ id: RIGHT.id, decision: RIGHT.decision })],
  ['more than a link may be', link({ ...RIGHT, language: 'x'.repeat(1600) })],
])('a link with %s is none', (_, one) => expect(read(one)).toBeNull());
