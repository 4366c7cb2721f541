import { expect, it } from 'vitest';
import { type GateSubject, refusalOf, spansOf, subjectKey } from '../../core/gates/index.js';
import { deciderOf, type GateInForce } from '../../core/stops/index.js';
import type { StoredAudit } from '../audits/recorded/ports.js';
import { personsBy } from '../identity/index.js';
import type { Account } from '../identity/ports.js';
import { activeAt, type Deployment } from '../registry/index.js';
import { tellGates } from '../stops/board/index.js';
import { changesOf, judgeGate, seeEvidence, standingOf, waiverOf } from './judging/index.js';
import type { Attestation, GateFact, KeptSignOff, Opening, StoredGate, Waiver } from './model/index.js';
import { gateViewOf } from './view/index.js';
import { digestOfGate, wantedGate } from './wanted/index.js';

const DAY_MS = 86_400_000;
const STEPS = process.env.TRIBUNE_LONG === undefined ? 2_500 : 100_000;
/** Things of each kind that a history keeps, the newest first: older ones are too old for everything. */
const KEPT = 25;
const VERSIONS = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`);
const POLICY = `sha256:${'f'.repeat(64)}`;
const SUBJECTS: GateSubject[] = VERSIONS.flatMap((version) =>
  [0.4, 0.5].map((cutoff) => ({ version, cutoff, policyDigest: POLICY })),
);
const FAIR_DAYS = 10;
const SAID_DAYS = 6;
const HOLDS_DAYS = 8;

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
const account = (name: string, ...roles: Account['roles']): Mutable<Account> => ({
  ...{ id: name, name, passwordHash: null, roles, createdAtMs: 0, disabledAtMs: null },
});

/** What a set of evidence was when somebody signed it first, in the open: to the oracle its digest is nothing but a name. */
interface Meant {
  readonly revision: number;
  readonly subject: string;
  readonly fair: string;
  readonly said: string;
}

/** Numbers from 0 to below 1 that follow from a seed (mulberry32, Tommy Ettinger 2017), the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(
  'takes no decision without an open gate at that instant, has no client make one, and opens none on evidence that is stale or of something else',
  async () => {
    const random = seededRandom(17);
    const below = (n: number): number => Math.floor(random() * n);
    const one = <T>(all: readonly T[]): T => all[below(all.length)]!;
    const accounts = [
      account('val', 'validator'),
      account('VAL', 'validator', 'owner'),
      account('vic', 'validator'),
      account('bea', 'validator', 'developer'),
      account('root', 'validator', 'admin'),
      account('olga', 'owner', 'validator'),
      account('dan', 'owner'),
      account('otto', 'owner'),
    ];
    const byId = new Map<string, Account>(accounts.map((each) => [each.id, each]));
    const identity = { account: async (id: string) => byId.get(id) ?? null, key: async () => null };
    const system = {
      ...{ id: 's', purpose: '', domain: '', jurisdictions: [], owner: 'olga', deputy: 'dan' },
      favourableOutcome: 1,
    } as const;
    const version = { model: 'm', digest: '', label: '', builtBy: ['bea'] };
    const standing = await standingOf(identity, { version, system, personOf: personsBy([]) });

    let nowMs = 1000 * DAY_MS;
    const asked = wantedGate.parse({
      ...{
        deployment: 'd',
        mode: 'enforce',
        lateMinutes: 0,
        holdsDays: HOLDS_DAYS,
        waivers: { above: ['cro'], mostDays: 5 },
      },
      requires: [
        { id: 'fair', kind: 'audit', withinDays: FAIR_DAYS, decisions: 10 },
        { id: 'said', kind: 'attestation', what: 'done', by: 'legal', withinDays: SAID_DAYS },
      ],
      approvers: [{ role: 'validator' }, { role: 'owner' }],
    });
    let gate: StoredGate = { ...asked, revision: 1, digest: digestOfGate(asked), atMs: 0, by: [], modeSinceMs: 0 };
    let audits: StoredAudit[] = [];
    let facts: GateFact[] = [];
    let openings: Opening[] = [];
    const meant = new Map<string, Meant>();
    let ids = 0;
    const newId = (): string => `id-${ids++}`;

    const judged = (atMs: number) =>
      Promise.all(
        SUBJECTS.map(async (subject) => {
          const activations = [{ fromMs: 0, ...subject }];
          const of = { id: 'd', model: 'm', environment: 'e', activations };
          const requirements = await seeEvidence(gate, { deployment: 'd', subject, nowMs: atMs }, async ({ kind }) =>
            kind === 'audit'
              ? { of, audits: audits.filter(({ by }) => by === subject.version), isMore: false }
              : facts.filter(({ type }) => type === 'attestation'),
          );
          const verdict = judgeGate({ gate, subject, requirements, facts, accounts: byId, standing, nowMs: atMs });
          return { subject, requirements, verdict };
        }),
      );
    let view = gateViewOf([gate], openings);
    let activations: Deployment['activations'] = [{ fromMs: 0, ...SUBJECTS[0]! }];
    const served = (): Deployment => ({ id: 'd', model: 'm', environment: 'e', activations });
    /** What a client holds: what it was told last, however long ago. */
    let told: readonly GateInForce[] = [];
    const settle = async (): Promise<void> => {
      for (const { opening } of changesOf({
        deployment: 'd',
        known: openings,
        judged: await judged(nowMs),
        nowMs,
        newId,
      }))
        openings = [opening, ...openings.filter(({ id }) => id !== opening.id)];
      openings = openings.slice(0, KEPT);
      view = gateViewOf([gate], openings);
      told = tellGates(view, { deployments: [served()] }, nowMs);
    };

    /** Whether a gate is open now, worked out from everything that happened, without digests, sets and spans. */
    const isOpen = (subject: GateSubject): boolean => {
      const isFair = (id: string): boolean => {
        const found = audits.find((each) => each.id === id && each.by === subject.version);
        if (found === undefined || found.verdict !== 'pass' || found.madeAtMs + FAIR_DAYS * DAY_MS <= nowMs)
          return false;
        const later = audits.slice(0, audits.indexOf(found)).filter(({ by }) => by === subject.version);
        return later.every(({ verdict }) => verdict === 'pass');
      };
      const isSaid = (id: string): boolean =>
        facts.some(
          (each) =>
            each.type === 'attestation' &&
            each.id === id &&
            each.version === subject.version &&
            nowMs < each.atMs + SAID_DAYS * DAY_MS,
        );
      const isWaived = (id: string): boolean =>
        facts.some(
          (each) =>
            each.type === 'waiver' &&
            each.id === id &&
            each.ended === null &&
            each.version === subject.version &&
            nowMs < each.untilMs,
        );
      const holds = (each: KeptSignOff): boolean => {
        const what = meant.get(each.set);
        return (
          what !== undefined &&
          each.version === subject.version &&
          what.revision === gate.revision &&
          what.subject === subjectKey(subject) &&
          (isFair(what.fair) || isWaived(what.fair)) &&
          (isSaid(what.said) || isWaived(what.said)) &&
          each.withdrawn === null &&
          each.atMs <= nowMs &&
          nowMs < each.atMs + HOLDS_DAYS * DAY_MS
        );
      };
      const who = (each: KeptSignOff): Account | undefined => {
        const found = byId.get(each.account);
        return found === undefined || found.disabledAtMs !== null || found.roles.includes('admin') ? undefined : found;
      };
      const signed = facts.filter(
        (each): each is KeptSignOff => each.type === 'sign-off' && holds(each) && who(each) !== undefined,
      );
      const validators = signed.filter(
        (each) => each.role === 'validator' && who(each)!.roles.includes('validator') && each.account !== 'bea',
      );
      const owners = signed.filter((each) => each.role === 'owner' && ['olga', 'dan'].includes(each.account));
      return validators.some((a) =>
        owners.some((b) => a.account.toLowerCase() !== b.account.toLowerCase() && a.set === b.set),
      );
    };

    const sign = async (): Promise<void> => {
      const { subject, requirements, verdict } = one(await judged(nowMs));
      // Sometimes somebody sends a signature again that was given for something else.
      const old = random() < 0.2 ? facts.find((each): each is KeptSignOff => each.type === 'sign-off') : undefined;
      const set = random() < 0.5 ? verdict.toSign : (verdict.newest ?? verdict.toSign);
      if (old === undefined && set === null) return;
      const evidence = old?.evidence ?? Object.fromEntries(set!.items.map((item) => [item.requirement, item.digest]));
      const given: KeptSignOff = {
        ...{
          type: 'sign-off',
          id: newId(),
          deployment: 'd',
          version: subject.version,
          role: one(['validator', 'owner'] as const),
        },
        ...{
          account: one(accounts).id,
          statement: '',
          set: old?.set ?? set!.digest,
          evidence,
          atMs: nowMs,
          withdrawn: null,
        },
      };
      if (old === undefined) {
        const idOf = (id: string): string => {
          const item = set!.items.find((each) => each.requirement === id)!;
          if (item.kind === 'waiver') return waiverOf(facts, { requirement: id, subject, nowMs })!.id;
          if (id === 'said')
            return facts.find(
              (each): each is Attestation => each.type === 'attestation' && each.digest === item.digest,
            )!.id;
          const seen = requirements.find((each) => each.id === 'fair')!.seen;
          return audits.find(({ id: audit }) => seen.status === 'met' && item.what.includes(`audit ${audit} `))!.id;
        };
        meant.set(given.set, {
          revision: gate.revision,
          subject: subjectKey(subject),
          fair: idOf('fair'),
          said: idOf('said'),
        });
      }
      facts = [given, ...facts];
    };
    const events: (() => void | Promise<void>)[] = [
      () => {
        const verdict = random() < 0.85 ? 'pass' : 'fail';
        const window = { since: null, until: null, knownBefore: null };
        const made: StoredAudit = {
          ...{
            id: newId(),
            deployment: 'd',
            madeAtMs: nowMs,
            by: one(VERSIONS),
            policyDigest: POLICY,
            resultDigest: '',
          },
          ...{ verdict, sight: 'groups', size: 1, window, decisions: 10 },
        };
        audits = [made, ...audits].slice(0, KEPT);
      },
      () => {
        const id = newId();
        const said: Attestation = {
          ...{ type: 'attestation', id, deployment: 'd', version: one(VERSIONS), requirement: 'said', role: 'legal' },
          ...{ account: 'lee', statement: '', digest: `sha256:${id}`, atMs: nowMs },
        };
        facts = [said, ...facts];
      },
      sign,
      sign,
      sign,
      sign,
      () => {
        const given = facts.filter((each): each is KeptSignOff => each.type === 'sign-off');
        if (given.length === 0 || random() < 0.8) return;
        const taken = one(given);
        facts = facts.map((each) =>
          each === taken ? { ...taken, withdrawn: { atMs: nowMs, by: '', reason: '' } } : each,
        );
      },
      () => {
        if (random() < 0.7) return;
        const waiver: Waiver = {
          ...{
            type: 'waiver',
            id: newId(),
            deployment: 'd',
            version: one(VERSIONS),
            requirement: one(['fair', 'said']),
          },
          ...{ reason: '', atMs: nowMs, untilMs: nowMs + below(3 * DAY_MS), by: [], ended: null },
        };
        facts = [waiver, ...facts];
      },
      () => {
        const changed = one(accounts);
        changed.disabledAtMs = changed.disabledAtMs === null && random() < 0.2 ? nowMs : null;
      },
      () => {
        if (random() < 0.95) return;
        const wanted = { ...asked, lateMinutes: gate.lateMinutes === 0 ? 1 : 0 };
        gate = { ...gate, ...wanted, revision: gate.revision + 1, digest: digestOfGate(wanted) };
        // A gate that is as it was before is no other: what was signed under it counts again.
        for (const [set, what] of meant)
          if (what.revision % 2 === gate.revision % 2) meant.set(set, { ...what, revision: gate.revision });
      },
      () => {
        // Another version or cutoff serves from now on, or from a time on that is known ahead.
        const fromMs = nowMs + (random() < 0.5 ? 1 : below(DAY_MS));
        if (activations.at(-1)!.fromMs < nowMs) activations = [...activations, { fromMs, ...one(SUBJECTS) }];
      },
    ];

    let [taken, refused, byClients] = [0, 0, 0];
    for (let step = 0; step < STEPS; step++) {
      if (random() < 0.5) {
        // Time passes, and no job looks.
        nowMs += below(random() < 0.05 ? 3 * DAY_MS : DAY_MS / 8);
      } else {
        await one(events)();
        facts = facts.slice(0, KEPT * 2);
        await settle();
      }
      const rule = view.of('d')!;
      for (const subject of SUBJECTS) {
        const isTaken = refusalOf(rule, spansOf(rule, subject), { decidedAtMs: nowMs, nowMs }) === null;
        if (isTaken) taken++;
        else refused++;
        if (isTaken && !isOpen(subject)) expect.fail(`step ${step}: a decision of ${subjectKey(subject)} was taken`);
      }
      // A client heard of nothing since the last change, and knows each end by itself: it lets decide what would be taken now, and nothing else.
      const active = activeAt(served(), nowMs)!;
      for (const version of [undefined, ...VERSIONS]) {
        const subject = { ...active, version: version ?? active.version };
        const state = { stops: [], canaries: [], gates: told };
        const { route } = deciderOf(state, { deployment: 'd', version }, new Date(nowMs).toISOString());
        const isTaken = refusalOf(rule, spansOf(rule, subject), { decidedAtMs: nowMs, nowMs }) === null;
        if ((route === 'model') !== isTaken)
          expect.fail(`step ${step}: a client lets ${route} decide for ${subjectKey(subject)}`);
        if (route === 'model') byClients++;
      }
    }
    // Both happen, or nothing was tried.
    const counts = `${taken} taken, ${refused} refused, ${byClients} by clients`;
    expect([taken > STEPS / 20, refused > STEPS / 20, byClients > STEPS / 20], counts).toEqual([true, true, true]);
  },
  STEPS * 120,
);
