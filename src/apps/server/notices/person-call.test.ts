import { expect, it } from 'vitest';
import { Attempts } from '../http/attempts.js';
import { type PersonCall, withNoticeAtWork } from './person-call.js';

/** An answer that is kept in place of being sent. */
class Answered {
  status = 0;
  text = '';

  code(status: number) {
    this.status = status;
    return this;
  }
  header() {
    return this;
  }
  type() {
    return this;
  }
  send(text: string): void {
    this.text = text;
  }
}

it('what costs work is done for a notice as often as a person asks for it, and then it is said when it is done again', async () => {
  let nowMs = 0;
  const deps = {
    notices: { opened: async (id: string) => ({ notice: { id, language: 'en' }, mandate: null }) },
    noticeOptions: { linkDays: 1, contact: null },
    works: new Attempts(() => nowMs, { most: 2, windowMs: 60_000 }),
  } as unknown as Parameters<typeof withNoticeAtWork>[1];
  const ask = async (notice: string): Promise<unknown> => {
    const reply = new Answered();
    const request = { cookies: { '__Host-tribune-notice': notice }, query: {}, headers: {} };
    const call = { request, reply, caller: { kind: 'subject', id: notice }, params: {} } as unknown as PersonCall;
    return (await withNoticeAtWork(call, deps, () => 'done')) ?? reply;
  };
  expect([await ask('a'), await ask('a')]).toEqual(['done', 'done']);
  expect(await ask('a')).toMatchObject({ status: 429, text: expect.stringContaining('Wait 60 seconds') });
  expect(await ask('b')).toBe('done');
  nowMs = 60_000;
  expect(await ask('a')).toBe('done');
});
