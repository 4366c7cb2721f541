import { gateTables } from '../../../src/adapters/postgres/gates/index.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { GateStatus } from '../../../src/domain/gates/index.js';
import type { GateFact } from '../../../src/domain/gates/model/index.js';
import type { Role } from '../../../src/domain/identity/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const HOUR_MS = 3_600_000;
const BASE = 0x6000_0000_0000;
/** Each scenario has things and people of its own, as all may be played one after the other on one service. */
const APART = 1_000_000;
const versionOf = (n: number): string => `sha256:${(BASE + n).toString(16).padStart(64, '0')}`;
const deploymentOf = (n: number): string => `g${n}/prod`;
/** The gate of a deployment: somebody has to say that something was done, and two persons sign that. */
export const gateOf = (n: number, mode = 'observe') => ({
  ...{ deployment: deploymentOf(n), mode },
  requires: [{ id: 'attack', kind: 'attestation', what: 'attacked', by: 'legal', withinDays: 30 }],
  approvers: [{ role: 'validator' }, { role: 'owner' }],
  waivers: { above: [`legal-${n}`], mostDays: 10 },
});
const said = (n: number) => ({
  deployment: deploymentOf(n),
  requirement: 'attack',
  statement: 'test',
  digest: versionOf(n),
});

/** A deployment with a gate, and a person of each of these roles, by role. */
async function gated(plane: Plane, n: number, roles: readonly Role[]): Promise<Record<string, string>> {
  const { accounts } = plane.deps.identity;
  const ids: Record<string, string> = {};
  for (const role of roles)
    ids[role] = (
      await accounts.create({ name: `${role}-${n}`, password: 'a long enough passphrase', roles: [role] }, 'test')
    ).id;
  const document = {
    systems: [{ id: `g${n}`, purpose: 'p', domain: 'd', favourableOutcome: 1, owner: `owner-${n}` }],
    models: [{ id: `g${n}`, system: `g${n}` }],
    versions: [{ model: `g${n}`, digest: versionOf(n), builtBy: ['nobody'] }],
    deployments: [{ id: deploymentOf(n), version: versionOf(n) }],
    gates: [gateOf(n)],
  };
  await applyDocument(document, 'test', plane.deps);
  return ids;
}
const status = ({ deps }: Plane, n: number): Promise<GateStatus> => deps.gates.status(deploymentOf(n));
const factsOf = async (plane: Plane, n: number, is: (fact: GateFact) => boolean): Promise<boolean[]> => [
  (await status(plane, n)).facts.some(is),
];
const attest = ({ deps }: Plane, n: number, ids: Record<string, string>) =>
  deps.gates.attest(said(n), { account: ids.legal! }, `account:${ids.legal}`);
async function sign(plane: Plane, n: number, role: 'validator' | 'owner', ids: Record<string, string>) {
  const evidence = (await status(plane, n)).judged[0]!.verdict.toSign!.digest;
  const wanted = { deployment: deploymentOf(n), role, statement: 'test', evidence };
  return plane.deps.gates.sign(wanted, { account: ids[role]! }, `account:${ids[role]}`);
}
const waiver = (n: number) => ({
  deployment: deploymentOf(n),
  requirement: 'attack',
  reason: 'test',
  untilMs: Date.now() + HOUR_MS,
});
/** A waiver that two persons made, and its id. */
async function waived(plane: Plane, n: number, ids: Record<string, string>): Promise<string> {
  const { id } = await plane.deps.gates.proposeWaiver(waiver(n), { account: ids.validator! });
  await plane.deps.gates.confirm(id, { account: ids.legal! });
  return (await status(plane, n)).facts.find(({ type }) => type === 'waiver')!.id;
}

/** What people do about gates. Each act stands alone here: that a gate opens by it is an act of its own, which the next look makes. */
export const GATE_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'somebody says for a gate that something was done': scenario({
    acts: ['gate.attest'],
    leaves: ['gate.attested'],
    again: ['gate.attested'],
    async before(plane, each) {
      const n = 1 * APART + each;
      return { n, ids: await gated(plane, n, ['legal']) };
    },
    act: (plane, { n, ids }) => attest(plane, n, ids),
    changed: (plane, { n }) => factsOf(plane, n, ({ type }) => type === 'attestation'),
  }),
  'a version is signed for': scenario({
    acts: ['gate.sign'],
    leaves: ['signoff.given'],
    again: 'CONFLICT',
    async before(plane, each) {
      const n = 2 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator']);
      await attest(plane, n, ids);
      return { n, ids };
    },
    act: (plane, { n, ids }) => sign(plane, n, 'validator', ids),
    changed: (plane, { n }) => factsOf(plane, n, ({ type }) => type === 'sign-off'),
  }),
  'a signature is taken back': scenario({
    acts: ['gate.withdraw'],
    leaves: ['signoff.withdrawn'],
    again: 'CONFLICT',
    async before(plane, each) {
      const n = 3 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator']);
      await attest(plane, n, ids);
      const { facts } = await sign(plane, n, 'validator', ids);
      return { n, account: ids.validator!, id: facts.find(({ type }) => type === 'sign-off')!.id };
    },
    act: ({ deps }, { id, account }) => deps.gates.withdraw(id, 'test', { account }, `account:${account}`),
    changed: (plane, { n }) => factsOf(plane, n, (one) => one.type === 'sign-off' && one.withdrawn !== null),
  }),
  'two persons waive a requirement': scenario({
    acts: ['gate.waive'],
    leaves: ['gate.waived'],
    again: 'NOT_FOUND',
    async before(plane, each) {
      const n = 4 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator']);
      return {
        n,
        account: ids.legal!,
        id: (await plane.deps.gates.proposeWaiver(waiver(n), { account: ids.validator! })).id,
      };
    },
    act: ({ deps }, { id, account }) => deps.gates.confirm(id, { account }),
    changed: (plane, { n }) => factsOf(plane, n, ({ type }) => type === 'waiver'),
  }),
  'a waiver is ended': scenario({
    acts: ['gate.end-waiver'],
    leaves: ['gate.waiver-ended'],
    again: 'CONFLICT',
    async before(plane, each) {
      const n = 5 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator']);
      return { n, id: await waived(plane, n, ids) };
    },
    act: ({ deps }, { id }) => deps.gates.endWaiver(id, 'test'),
    changed: (plane, { n }) => factsOf(plane, n, (one) => one.type === 'waiver' && one.ended !== null),
  }),
  'two persons change a gate': scenario({
    acts: ['gate.change'],
    leaves: ['gate.changed'],
    again: 'NOT_FOUND',
    async before(plane, each) {
      const n = 6 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator']);
      const { gate } = await status(plane, n);
      const { deployment, places, lateMinutes, requires, approvers, holdsDays, waivers } = gate;
      const wanted = {
        deployment,
        places,
        lateMinutes,
        requires,
        approvers,
        holdsDays,
        waivers,
        mode: 'enforce' as const,
      };
      return {
        n,
        account: ids.legal!,
        id: (await plane.deps.gates.proposeChange(wanted, { account: ids.validator! })).id,
      };
    },
    act: ({ deps }, { id, account }) => deps.gates.confirm(id, { account }),
    changed: async (plane, { n }) => [(await status(plane, n)).gate.mode === 'enforce'],
  }),
  'a gate opens': scenario({
    acts: ['gate.settle'],
    leaves: ['gate.opened'],
    again: [],
    async before(plane, each) {
      const n = 7 * APART + each;
      const ids = await gated(plane, n, ['legal', 'validator', 'owner']);
      await attest(plane, n, ids);
      await sign(plane, n, 'validator', ids);
      // The last signature is kept by itself, so that the look after it is what opens the gate.
      const { store } = plane;
      const { subject, verdict } = (await status(plane, n)).judged[0]!;
      const { digest, items } = verdict.toSign!;
      const evidence = Object.fromEntries(items.map((one) => [one.requirement, one.digest]));
      await store.of(gateTables).gates.addFact({
        ...{ type: 'sign-off', id: crypto.randomUUID(), deployment: deploymentOf(n), version: subject.version },
        ...{
          role: 'owner',
          account: ids.owner!,
          statement: 'test',
          set: digest,
          evidence,
          atMs: Date.now(),
          withdrawn: null,
        },
      });
      return n;
    },
    act: ({ deps }, n) => deps.gates.settle(deploymentOf(n)),
    changed: async (plane, n) => [
      (await status(plane, n)).openings.length === 1,
      (await plane.deps.gates.listed()).some((one) => one.deployment === deploymentOf(n) && one.open),
    ],
  }),
};
