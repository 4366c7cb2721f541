import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../core/base/durations.js';
import { TwoPersonActs } from '../acts/index.js';
import type { Proposal } from '../acts/ports.js';
import type { Signal } from '../alerts/signals/index.js';
import { gateActs } from '../gates/index.js';
import type { Account } from '../identity/ports.js';
import { stopActs } from '../stops/index.js';
import {
  agreedActs,
  agreeOpening,
  agreeRoles,
  agreeSettings,
  BreakGlass,
  defineBreakGlass,
  REVIEW_WITHIN_MS,
  revisionsOf,
} from './index.js';

const UUID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** Everything that takes two persons, each with a request and the roles of which one takes part. A new act without a row fails the test. */
const TABLE: Readonly<Record<string, { readonly request: object; readonly roles: Account['roles'] }>> = {
  // Restart after a stop.
  'stop.resume': {
    request: { stop: UUID, audits: [], waiver: 'because' },
    roles: ['stop-authority', 'incident-lead', 'validator'],
  },
  // A gate, and with it what is asked for before another threshold, policy or version decides.
  'gate.change': {
    request: {
      gate: {
        ...{ deployment: 'd', mode: 'observe' },
        requires: [{ id: 'bytes', kind: 'artifact' }],
        approvers: [{ role: 'legal' }],
      },
      revision: 1,
    },
    roles: ['owner', 'validator', 'legal', 'admin'],
  },
  'gate.waive': {
    request: { id: UUID, deployment: 'd', version: DIGEST, requirement: 'bytes', reason: 'because', untilMs: 1 },
    roles: ['owner', 'validator', 'specialist', 'legal', 'incident-lead', 'stop-authority'],
  },
  // Retention, packs of law and every other setting.
  'setting.agree': { request: { settings: { 'ledger.public': true } }, roles: ['admin'] },
  'role.agree': {
    request: { account: UUID, roles: ['reviewer'] },
    roles: ['admin', 'legal', 'specialist', 'auditor'],
  },
  'account.agree-open': { request: { open: UUID }, roles: ['admin', 'legal', 'specialist', 'auditor'] },
};
const ROLES: Account['roles'] = [
  ...(['owner', 'developer', 'validator', 'reviewer', 'specialist', 'auditor', 'legal'] as const),
  ...(['incident-lead', 'stop-authority', 'admin', 'subject'] as const),
];

const all = [...gateActs, ...stopActs, ...agreedActs].filter((act) => 'carryOut' in act);

/** Persons by role, a second account of each person, and one whose account is closed. Whatever is carried out says so. */
function world() {
  const done: string[] = [];
  const entered: { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[] = [];
  const raised: Signal[] = [];
  const account = (id: string, roles: Account['roles'], disabledAtMs: number | null = null): [string, Account] => [
    id,
    { id, name: id, passwordHash: null, roles, createdAtMs: 0, disabledAtMs },
  ];
  const accounts = new Map([
    ...ROLES.flatMap((role) => [
      account(role, [role]),
      account(`${role} again`, [role]),
      account(`${role} too`, [role]),
    ]),
    account('closed', ROLES, 1),
  ]);
  const keys = new Map<string, { readonly createdBy: string; readonly replaces: string | null }>();
  const proposals = new Map<string, Proposal>();
  let [nowMs, ids] = [1000 * DAY_MS, 0];
  let refusal: Error | null = null;
  let known = true;
  const tx = {
    identity: {
      account: async (id: string) => accounts.get(id) ?? null,
      key: async (id: string) => keys.get(id) ?? null,
    },
    proposals: {
      deleteExpired: async () => undefined,
      insertProposal: async (one: Proposal) => void proposals.set(one.id, one),
      proposal: async (id: string) => proposals.get(id) ?? null,
      proposals: async () => [...proposals.values()],
      deleteProposal: async (id: string) => proposals.delete(id),
    },
    alerts: {
      raise: async (signals: readonly Signal[]) => void raised.push(...signals),
    },
    enter: (event: (typeof entered)[number]) => void entered.push(event),
  };
  const run = async (_act: unknown, work: (within: typeof tx) => unknown) => work(tx);
  const acts = { run, carryOut: run, newId: () => `id-${ids++}` };
  const samePerson = async (_tx: unknown, one: string, other: string) =>
    known ? one.replace(' again', '') === other.replace(' again', '') : one === other;
  const declared = all.map((act) => ({
    ...act,
    carryOut: async (
      _tx: unknown,
      _request: unknown,
      { proposedBy, confirmedBy }: { proposedBy: string; confirmedBy: string },
    ) => void done.push(`${act.name} ${proposedBy} ${confirmedBy}`),
  }));
  const deps = { acts, proposals: tx.proposals, nowMs: () => nowMs, samePerson, declared };
  return {
    two: new TwoPersonActs(deps as unknown as ConstructorParameters<typeof TwoPersonActs>[0]),
    glass: new BreakGlass({
      ...{ ...deps, use: defineBreakGlass(all), refresh: async () => undefined },
      othersOf: async (_tx: unknown, one: string) => [`${one} again`],
      async demand() {
        if (refusal !== null) throw refusal;
      },
    } as unknown as ConstructorParameters<typeof BreakGlass>[0]),
    declared,
    proposals,
    accounts,
    keys,
    done: () => done.splice(0),
    entered,
    raised,
    /** Has the room of every act refuse. */
    refuses: (cause: Error | null) => {
      refusal = cause;
    },
    /** From now on nobody knows which accounts are of one person. */
    forget: () => {
      known = false;
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('what takes two persons', () => {
  it('is this list, and nothing is declared beside it', () => {
    expect(all.map(({ name }) => name).toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  it.each(Object.keys(TABLE))('%s is done by exactly these roles, and by nobody alone', async (name) => {
    const { two, declared, done } = world();
    const act = declared.find((one) => one.name === name)!;
    const { request, roles } = TABLE[name]!;
    const propose = (account: string) => two.propose(act as never, request as never, { account });
    for (const role of ROLES) {
      if (!roles.includes(role)) {
        await expect(propose(role), `${role} proposes`).rejects.toMatchObject({ code: 'FORBIDDEN' });
        continue;
      }
      const { id } = await propose(role);
      // Alone, and by the same person under another account.
      for (const account of [role, `${role} again`])
        await expect(two.confirm(id, { account }), `${account} confirms`).rejects.toMatchObject({ code: 'FORBIDDEN' });
      for (const other of [...ROLES.filter((one) => !roles.includes(one)), 'closed', 'nobody'])
        await expect(two.confirm(id, { account: other }), `${other} confirms`).rejects.toMatchObject({
          code: 'FORBIDDEN',
        });
      expect(done()).toEqual([]);
      await two.confirm(id, { account: `${role} too` });
      expect(done()).toEqual([`${name} account:${role} account:${role} too`]);
      await expect(two.confirm(id, { account: `${role} too` })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('roles', () => {
  it('are changed by nobody who gets them, under whichever account', async () => {
    const accounts = new Map(['ann', 'ANN+two@x', 'Ann@x', 'ann.b', 'eve', 'ada'].map((name) => [name, { name }]));
    const updated: string[] = [];
    const tx = {
      settings: { load: async () => new Map([['same-persons', [['ann', 'ann.b']]]]) },
      identity: {
        account: async (id: string) => {
          const found = accounts.get(id);
          return found === undefined ? null : { id, ...found, roles: ['developer'], disabledAtMs: null };
        },
        updateAccount: async ({ id }: { id: string }) => void updated.push(id),
        deleteSessionsOf: async () => undefined,
      },
      enter: () => undefined,
    };
    const give = (account: string, one: string, other: string) =>
      agreeRoles.carryOut(tx as never, { account, roles: ['owner'] } as never, {
        ...{ proposedBy: `account:${one}`, confirmedBy: other },
      });
    for (const [account, one, other] of [
      ['ann', 'ann', 'account:eve'],
      ['ann.b', 'ann', 'account:eve'],
      ['ann.b', 'eve', 'account:ann'],
      ['ann.b', 'ann', 'break-glass:1'],
      ['Ann@x', 'ANN+two@x', 'account:eve'],
    ] as const)
      await expect(give(account, one, other), account).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(updated).toEqual([]);
    await give('ann', 'eve', 'account:ada');
    await give('ann.b', 'eve', 'break-glass:1');
    expect(updated).toEqual(['ann', 'ann.b']);
  });
});

describe('breaking the glass', () => {
  it.each(Object.keys(TABLE))(
    'has %s done by who proposed it, with an alert at once, and reviewed by another person',
    async (name) => {
      const { two, glass, declared, done, entered, raised } = world();
      const { request, roles } = TABLE[name]!;
      const [role] = roles as [string];
      const act = declared.find((one) => one.name === name)!;
      const { id } = await two.propose(act as never, request as never, { account: role });
      await expect(glass.use(id, 'why', { account: `${role} too` })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect([done(), raised]).toEqual([[], []]);
      const used = await glass.use(id, 'nobody answers the phone', { account: role });
      expect(done()).toEqual([`${name} account:${role} break-glass:${used.id}`]);
      expect(entered.at(-1)).toMatchObject({
        ...{ type: 'break-glass.used', payload: { id: used.id, act: name, reason: 'nobody answers the phone' } },
      });
      expect(raised).toMatchObject([{ state: 'firing', severity: 'page', content: { facts: { id: used.id } } }]);
      await expect(glass.use(id, 'again', { account: role })).rejects.toMatchObject({ code: 'NOT_FOUND' });

      const finding = { finding: 'justified', statement: 'The log of calls says so.' } as const;
      for (const account of [role, `${role} again`, 'admin', 'owner', 'closed', 'nobody'])
        await expect(glass.review(used.id, finding, { account }), account).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(two.confirm(used.id, { account: 'legal too' })).rejects.toThrow();
      await glass.review(used.id, finding, { account: 'legal too' });
      expect(entered.at(-1)).toMatchObject({
        type: 'break-glass.reviewed',
        payload: { id: used.id, finding: 'justified' },
      });
      expect(raised.map(({ key, state }) => [key, state])).toEqual([
        [raised[0]!.key, 'firing'],
        [raised[0]!.key, 'resolved'],
      ]);
      expect(await glass.waiting()).toEqual([]);
    },
  );

  it('is refused where the room of the act asks for more than two persons, and nothing is done', async () => {
    const { two, glass, declared, done, entered, raised, refuses } = world();
    const act = declared.find(({ name }) => name === 'gate.waive')!;
    const { id } = await two.propose(act as never, TABLE['gate.waive']!.request as never, { account: 'owner' });
    refuses(new Error('nobody is above the owner'));
    await expect(glass.use(id, 'why', { account: 'owner' })).rejects.toThrow('nobody is above the owner');
    expect([done(), raised, entered.filter(({ type }) => type === 'break-glass.used')]).toEqual([[], [], []]);
    refuses(null);
    await glass.use(id, 'why', { account: 'owner' });
    expect(done()).toHaveLength(1);
  });

  it('is done once, also where two processes do it at the same moment', async () => {
    const { two, glass, declared, done, proposals } = world();
    const act = declared.find(({ name }) => name === 'stop.resume')!;
    const { id } = await two.propose(act as never, TABLE['stop.resume']!.request as never, { account: 'validator' });
    // Both have read the proposal before either has taken it away.
    const waits = proposals.get(id)!;
    proposals.get = (wanted) => (wanted === id ? waits : Map.prototype.get.call(proposals, wanted));
    const uses = await Promise.allSettled([
      glass.use(id, 'why', { account: 'validator' }),
      two.confirm(id, { account: 'validator too' }),
    ]);
    expect(uses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(done()).toHaveLength(1);
  });

  it('is reviewed by no other account of the person, though what was done is that they are not known any more', async () => {
    const { two, glass, declared, forget } = world();
    const act = declared.find(({ name }) => name === 'stop.resume')!;
    const { id } = await two.propose(act as never, TABLE['stop.resume']!.request as never, { account: 'validator' });
    const used = await glass.use(id, 'why', { account: 'validator' });
    forget();
    const finding = { finding: 'justified', statement: 'It was.' } as const;
    await expect(glass.review(used.id, finding, { account: 'validator again' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await glass.review(used.id, finding, { account: 'validator too' });
    expect(await glass.waiting()).toEqual([]);
  });

  it('is alerted of once more when nobody reviewed it in time, until somebody does', async () => {
    const { two, glass, declared, entered, raised, pass } = world();
    const act = declared.find(({ name }) => name === 'stop.resume')!;
    const { id } = await two.propose(act as never, TABLE['stop.resume']!.request as never, { account: 'validator' });
    const used = await glass.use(id, 'why', { account: 'validator' });
    pass(REVIEW_WITHIN_MS - HOUR_MS);
    await glass.remind();
    expect(raised).toHaveLength(1);
    pass(HOUR_MS);
    for (let round = 0; round < 2; round++) await glass.remind();
    const [first, late] = raised.map(({ key }) => key);
    expect([raised.map(({ state }) => state), first === late]).toEqual([['firing', 'firing'], false]);
    expect(entered.filter(({ type }) => type === 'break-glass.overdue')).toHaveLength(1);
    await glass.review(used.id, { finding: 'not-justified', statement: 'Two were on duty.' }, { account: 'legal' });
    expect(raised.slice(2).map(({ key, state }) => [key, state])).toEqual([
      [first, 'resolved'],
      [late, 'resolved'],
    ]);
  });
});

describe('who reviews', () => {
  it('is nobody whose account the doer made or opened, also by a key, and the same under another name', async () => {
    const { two, glass, accounts, keys, done } = world();
    keys.set('first', { createdBy: 'account:admin', replaces: null });
    keys.set('second', { createdBy: 'key:first', replaces: null });
    const { id } = await two.propose(agreeSettings as never, TABLE['setting.agree']!.request as never, {
      account: 'admin',
    });
    const used = await glass.use(id, 'nobody answers', { account: 'admin' });
    const review = (account: string) => glass.review(used.id, { finding: 'justified', statement: 'seen' }, { account });
    const legal = accounts.get('legal')!;
    for (const more of [
      { madeBy: 'account:admin' },
      { madeBy: 'account:admin again' },
      { madeBy: 'key:second' },
      { madeBy: 'account:auditor', openedBy: 'account:admin' },
    ]) {
      accounts.set('legal', { ...legal, ...more });
      await expect(review('legal'), JSON.stringify(more)).rejects.toThrow('made or opened');
    }
    // Of accounts from before it is not known who made them.
    accounts.set('legal', { ...legal, madeBy: 'account:auditor' });
    await review('legal');
    expect(done()).toHaveLength(1);
  });
});

describe('what two persons agree on', () => {
  const entered: unknown[] = [];
  const stored = new Map<string, unknown>([['ledger.public', false]]);
  const account = { id: 'dan', name: 'dan', roles: ['owner'], disabledAtMs: 5 as number | null };
  const tx = {
    settings: {
      load: async () => stored,
      write: async (name: string, value: unknown) => stored.set(name, value) !== undefined,
    },
    identity: {
      account: async (id: string) => (id === 'dan' ? account : { ...account, id, name: id, disabledAtMs: null }),
      accounts: async () => [account],
      updateAccount: async (changed: typeof account) => void Object.assign(account, changed),
      deleteSessionsOf: async () => undefined,
    },
    enter: (event: unknown) => void entered.push(event),
  };
  const persons = { proposedBy: 'account:eve', confirmedBy: 'account:ada' };

  it('is refused where it was changed since it was proposed, whoever changed it', async () => {
    const settings = { 'ledger.public': true };
    const against = await revisionsOf(tx as never, Object.keys(settings));
    stored.set('ledger.public', 'another');
    const agree = () => agreeSettings.carryOut(tx as never, { settings, against }, persons);
    await expect(agree()).rejects.toMatchObject({ code: 'CONFLICT', reason: 'agreement.moved' });
    stored.set('ledger.public', false);
    expect(await agree()).toEqual(['ledger.public']);
    // One that nobody had set is against that, and an older proposal is against nothing.
    const unset = { settings: { other: 1 }, against: { other: null } };
    expect(await agreeSettings.carryOut(tx as never, unset, persons)).toEqual(['other']);
    await expect(agreeSettings.carryOut(tx as never, unset, persons)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await agreeSettings.carryOut(tx as never, { settings: { other: 2 } }, persons)).toEqual(['other']);
    const roles = { account: 'dan', roles: ['developer'], before: ['validator'] } as const;
    await expect(agreeRoles.carryOut(tx as never, roles, persons)).rejects.toMatchObject({ reason: 'agreement.moved' });
    await agreeRoles.carryOut(tx as never, { ...roles, before: ['owner'] }, persons);
    expect(account.roles).toEqual(['developer']);
  });

  it('opens a closed account by two others', async () => {
    for (const own of [
      { ...persons, proposedBy: 'account:dan' },
      { ...persons, confirmedBy: 'account:dan' },
    ])
      await expect(agreeOpening.carryOut(tx as never, { open: 'dan' }, own)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    expect(account.disabledAtMs).toBe(5);
    await agreeOpening.carryOut(tx as never, { open: 'dan' }, persons);
    expect([account.disabledAtMs, entered.at(-1)]).toMatchObject([null, { type: 'account.agreed-open' }]);
  });
});
