import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { HOUR_MS, MINUTE_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogEvent } from '../log/ports/index.js';
import { type OutgoingMessage, PersonMessages, type PersonMessagesDeps } from './index.js';
import { messageId, type StoredAddress, type StoredMessage, waitingMessage } from './model/index.js';
import type { MessageSent } from './ports/index.js';

const DECIDED = { system: 'loans', purpose: 'whether to lend', places: ['DE'], domain: 'credit', decidedAtMs: 0 };
const NOTICE = { record: { id: 'notice-1', decision: 'd-1' }, code: 'AAAAA-BBBBB', untilMs: HOUR_MS };
const OPEN = { id: 'case-1', origin: 'appeal', openedAtMs: 0, settlement: null, clocks: [] };
const DUE = { what: 'answer', span: '72h', calendar: 'X', fromMs: 0, pauses: [], metAtMs: null, breachedAtMs: null };

/** Messages in memory, whose receiver answers so, in this order and then as at the end. */
function world(answers: readonly MessageSent[], more: Partial<PersonMessagesDeps> = {}) {
  const now = { ms: 0, isErased: false, about: OPEN as object };
  const addresses = new Map<string, StoredAddress>();
  const kept = new Map<string, StoredMessage>();
  /** Rows that somebody else wrote, in front of all others. */
  const foreign = new Set<string>();
  const removed: string[] = [];
  const [told, acts, entries, problems] = [[] as OutgoingMessage[], [] as string[], [] as LogEvent[], [] as Error[]];
  const store: PersonMessagesDeps['store'] = {
    saveAddress: async (one) => void addresses.set(one.notice, one),
    addressOf: async (decision) => [...addresses.values()].findLast((one) => one.decision === decision) ?? null,
    add: async (one) => void (kept.has(one.record.id) || kept.set(one.record.id, one)),
    save: async (one) => void kept.set(one.record.id, one),
    remove: async (id) => void kept.delete(id),
    find: async (id) => kept.get(id) ?? null,
    lock: async (id) => kept.get(id) ?? null,
    due: async (nowMs, limit) => ({
      messages: [...kept.values()]
        .filter(({ record }) => record.state === 'waiting' && record.nextAtMs <= nowMs)
        .slice(0, Math.max(0, limit - foreign.size)),
      changed: [...foreign].slice(0, limit),
    }),
    setAside: async (ids) => void ids.map((id) => foreign.delete(id)),
    ofNotice: async (notice) => [...kept.values()].filter(({ record }) => record.notice === notice),
    counts: async () => ({ waiting: 0, failed: 0 }),
    decisions: async (after) => (after === null ? ['d-1'] : []),
    async among() {
      return [];
    },
    idsAbout: async () => [...kept.keys()],
    async removeOf() {
      const n = addresses.size + kept.size;
      addresses.clear();
      kept.clear();
      return n;
    },
  };
  const tx = { personMessages: store, enter: (event: LogEvent) => void entries.push(event) };
  const messages = new PersonMessages({
    ...{
      store,
      crypto: nodeRuntime,
      giveUpMs: 24 * HOUR_MS,
      nowMs: () => now.ms,
      linkPath: (code) => `/notice/${code}`,
    },
    acts: { run: (_: unknown, work: (one: typeof tx) => Promise<unknown>) => work(tx) },
    oversight: {
      decision: async () => {
        if (now.isErased) throw new TribuneError('DECISION_UNKNOWN', 'it was erased');
        return { decided: DECIDED, key: new Uint8Array(32) };
      },
      find: async () => now.about,
      lead: async (id: string, act: string, by: string) => void acts.push(`${id} ${act} ${by}`),
    },
    ways: {
      email: async (message) => {
        told.push(message);
        return answers[Math.min(told.length, answers.length) - 1]!;
      },
      webhook: null,
      folder: null,
    },
    sender: { name: 'Bank of X', address: null, contact: 'help@bank.example' },
    publicUrl: 'https://t.example',
    removeFiles: async (ids) => void removed.push(...ids),
    onProblem: (cause) => problems.push(cause),
    ...more,
  } as PersonMessagesDeps);
  const notify = async (made = NOTICE) =>
    (await messages.sending({ decision: 'd-1', language: 'en' }, { by: 'email', to: 'ann@mail.example' }))(tx, made);
  /** What the follower leaves of an entry about the case. */
  const follow = (kind: 'acknowledgement' | 'outcome') =>
    store.add(
      waitingMessage({
        ...{ id: messageId(kind, 'case-1'), kind, notice: 'notice-1', decision: 'd-1', case: 'case-1', by: 'email' },
        nowMs: now.ms,
      }),
    );
  return { now, messages, notify, follow, told, acts, entries, problems, kept, addresses, foreign, removed };
}

const TAKEN: MessageSent = { ok: true };
const failed = (isFinal: boolean): MessageSent => ({ ok: false, problem: 'the receiver answers 500', isFinal });
const typesOf = (entries: readonly LogEvent[]) => entries.map(({ type }) => type);

describe('a person who is told of a decision', () => {
  it('gets one message with the link, whose text is gone once it is taken, and no entry names the address', async () => {
    const { messages, notify, told, entries, kept } = world([TAKEN]);
    await notify();
    expect(new TextDecoder('latin1').decode([...kept.values()][0]!.sealed!)).not.toContain('AAAAA');
    expect([await messages.look(), await messages.look()]).toEqual([1, 0]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ to: 'ann@mail.example', subject: 'A decision about you', kind: 'notice' });
    expect(told[0]!.text).toContain('https://t.example/notice/AAAAA-BBBBB');
    expect(typesOf(entries)).toEqual(['message.sent']);
    expect(JSON.stringify(entries)).not.toMatch(/ann@|AAAAA/);
    expect([...kept.values()][0]).toMatchObject({ sealed: null, record: { state: 'sent', attempts: 1 } });
  });

  it('gets the link that works: a notice that is made again drops what waits with the one before', async () => {
    const { messages, notify, told } = world([TAKEN]);
    await notify();
    await notify({ ...NOTICE, code: 'CCCCC-DDDDD' });
    await messages.look();
    expect(told.map(({ text }) => /CCCCC|AAAAA/.exec(text)![0])).toEqual(['CCCCC']);
    const replaced = world([TAKEN]);
    await replaced.notify();
    await replaced.messages.linkReplaced('notice-1');
    await replaced.messages.look();
    expect(replaced.told).toEqual([]);
    // The person is told that their address is held all the same.
    expect([await replaced.messages.ofNotice('notice-1'), await replaced.messages.hasAddress('d-1')]).toEqual([
      [],
      true,
    ]);
  });

  it('is not told of anything where what has to be said is not known, by name, or no way is declared', async () => {
    const sender = { name: null, address: null, contact: null };
    const refused = world([TAKEN], { sender, publicUrl: null });
    await expect(refused.notify()).rejects.toMatchObject({
      reason: 'message.incomplete',
      message: expect.stringMatching(
        /sender \(notice\), link \(notice\), contact \(eu-gdpr-controller\), page \(texts\)/,
      ),
      remedy: expect.stringContaining('messages.sender.name in tribune.yaml, http.publicUrl in tribune.yaml'),
    });
    expect([refused.kept.size, refused.addresses.size]).toEqual([0, 0]);
    const { notify } = world([TAKEN], { ways: { email: null, webhook: null, folder: null } });
    await expect(notify()).rejects.toMatchObject({ reason: 'message.no-way' });
  });

  it('is told again under the same id until it is taken, and given up with an entry when its time is over or it is refused', async () => {
    const { now, messages, notify, told, entries, kept } = world([failed(false)]);
    await notify();
    await messages.look();
    await messages.look();
    expect(told).toHaveLength(1);
    now.ms = MINUTE_MS;
    await messages.look();
    expect([told.length, new Set(told.map(({ id, text }) => `${id} ${text}`)).size]).toEqual([2, 1]);
    now.ms = 24 * HOUR_MS;
    await messages.look();
    expect(typesOf(entries)).toEqual(['message.failed']);
    expect([...kept.values()][0]).toMatchObject({ sealed: null, record: { state: 'failed', attempts: 3 } });
    const refused = world([failed(true)]);
    await refused.notify();
    await refused.messages.look();
    expect(typesOf(refused.entries)).toEqual(['message.failed']);
  });

  it('is told that the appeal came, by when it is answered, and how it ended, which counts as told', async () => {
    const { now, messages, notify, follow, told, acts, kept } = world([TAKEN]);
    await notify();
    // An answer by no day would be none: the message waits and says what it lacks.
    await follow('acknowledgement');
    await messages.look();
    const waiting = [...kept.values()].at(-1)!;
    expect(waiting.record).toMatchObject({ state: 'waiting', problem: 'it lacks answerBy (acknowledgement)' });
    now.ms = HOUR_MS;
    now.about = { ...OPEN, clocks: [{ ...DUE, calendar: 'UTC-2026-11-30' }] };
    await messages.look();
    expect(told.at(-1)!.text).toMatch(/number case-1.*answer by .* 1970 at the latest/s);
    expect(acts).toEqual([]);
    now.about = { ...OPEN, settlement: { how: 'review' } };
    await follow('outcome');
    await messages.look();
    expect([told.at(-1)!.kind, acts]).toEqual(['outcome', ['case-1 notify message']]);
    expect(told.at(-1)!.text).toContain('complain to the data protection authority');
    // What the person did not ask for is told by nobody here, nor is an appeal acknowledged that is decided already.
    const before = told.length;
    now.about = { ...OPEN, id: 'case-2', origin: 'policy', settlement: { how: 'review' } };
    await messages.look();
    expect(told).toHaveLength(before);
  });

  it('is not told what was changed in the database, which is given up in its time', async () => {
    const { now, messages, notify, told, kept, problems, entries } = world([TAKEN]);
    await notify();
    const [one] = [...kept.values()] as [StoredMessage];
    kept.set(one.record.id, { ...one, sealed: one.sealed!.map((byte) => byte ^ 1) });
    await messages.look();
    expect([told.length, problems.map((cause) => (cause as TribuneError).code)]).toEqual([0, ['STORE_INVALID']]);
    now.ms = 24 * HOUR_MS;
    await messages.look();
    expect([told.length, typesOf(entries)]).toEqual([0, ['message.failed']]);
  });

  it('waits behind no rows that were changed, however many they are, nor behind messages that cannot be told', async () => {
    const { messages, notify, told, problems, foreign } = world([TAKEN]);
    for (let n = 0; n < 450; n++) foreign.add(`changed-${n}`);
    await notify();
    expect([await messages.look(), told.length, foreign.size, problems.length]).toEqual([1, 1, 0, 3]);
    await messages.look();
    expect(problems).toHaveLength(3);

    const gone = async () => {
      throw new TribuneError('NOT_FOUND', 'there is no such case');
    };
    const decision = async () => ({ decided: DECIDED, key: new Uint8Array(32) });
    const stuck = world([TAKEN], { oversight: { decision, find: gone, lead: gone } as never });
    await stuck.notify();
    await stuck.messages.look();
    await stuck.follow('outcome');
    await stuck.messages.look();
    const waiting = [...stuck.kept.values()].at(-1)!.record;
    expect(waiting).toMatchObject({ attempts: 1, nextAtMs: MINUTE_MS, problem: 'it cannot be told (NOT_FOUND)' });
    stuck.now.ms = 24 * HOUR_MS;
    await stuck.messages.look();
    expect(typesOf(stuck.entries)).toEqual(['message.sent', 'message.failed']);
  });

  it('is not written to again where the case cannot be noted as told', async () => {
    const lead = async () => {
      throw new TribuneError('STORE_INVALID', 'the row of the case was changed');
    };
    const decision = async () => ({ decided: DECIDED, key: new Uint8Array(32) });
    const about = { ...OPEN, settlement: { how: 'review' } };
    const oversight = { decision, find: async () => about, lead } as never;
    const { now, messages, notify, follow, told, entries, problems } = world([TAKEN], { oversight });
    await notify();
    await follow('outcome');
    await messages.look();
    now.ms = HOUR_MS;
    await messages.look();
    expect(told.map(({ kind }) => kind)).toEqual(['notice', 'outcome']);
    expect([typesOf(entries), problems.length]).toEqual([['message.sent', 'message.sent'], 1]);
  });

  it('is told nothing once the decision is erased, and nothing of it is left', async () => {
    const { now, messages, notify, told, kept, addresses, problems, removed } = world([TAKEN]);
    await notify();
    const ids = [...kept.keys()];
    now.isErased = true;
    await messages.look();
    // So is what was written into a folder.
    expect(removed).toEqual(ids);
    expect([told.length, kept.size, addresses.size, problems]).toEqual([0, 0, 0, []]);
    await notify().catch(() => undefined);
    now.isErased = false;
    await notify();
    expect(await messages.removeErased(async () => true)).toBe(2);
  });
});
