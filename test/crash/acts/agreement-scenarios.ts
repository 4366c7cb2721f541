import { DAY_MS } from '../../../src/core/base/durations.js';
import type { Proposal } from '../../../src/domain/acts/ports.js';
import type { Agreements, BreakGlass, UsedGlass } from '../../../src/domain/agreements/index.js';
import type { Role } from '../../../src/domain/identity/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const roomOf = ({ deps }: Plane): { readonly agreements: Agreements; readonly breakGlass: BreakGlass } =>
  deps.rooms.find(({ name }) => name === 'acts')!.deps as ReturnType<typeof roomOf>;

/** A person of a role, of whom there is one for each attempt. */
const person = async ({ deps }: Plane, role: Role): Promise<{ readonly account: string }> => {
  const wanted = { name: `${role}-${crypto.randomUUID()}`, password: 'a long enough passphrase', roles: [role] };
  return { account: (await deps.identity.accounts.create(wanted, 'test')).id };
};

interface OfRoles {
  readonly account: string;
  readonly first: { readonly account: string };
  readonly second: { readonly account: string };
  readonly proposal: Proposal;
}

/** Roles that one person proposed for another, and a second one who may confirm them. */
async function rolesProposed(plane: Plane): Promise<OfRoles> {
  const [{ account }, first, second] = [
    await person(plane, 'developer'),
    await person(plane, 'admin'),
    await person(plane, 'admin'),
  ];
  const proposal = await roomOf(plane).agreements.proposeRoles({ account, roles: ['developer', 'owner'] }, first);
  return { account, first, second, proposal };
}
const haveRoles = async ({ deps, store }: Plane, { account, proposal }: OfRoles): Promise<boolean[]> => [
  (await deps.identity.accounts.demand(account)).roles.includes('owner'),
  (await store.proposals.proposal(proposal.id)) === null,
];

/** What was done alone, and who may review it. */
async function usedAlone(
  plane: Plane,
): Promise<{ readonly id: string; readonly reviewer: { readonly account: string } }> {
  const { first, proposal } = await rolesProposed(plane);
  const { id } = await roomOf(plane).breakGlass.use(proposal.id, 'test', first);
  return { id, reviewer: await person(plane, 'legal') };
}

/** What two persons do beside gates and stops, and what one does alone in need. */
export const AGREEMENT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'two persons change the roles of an account': scenario({
    acts: ['role.agree'],
    leaves: ['role.agreed'],
    again: 'NOT_FOUND',
    before: rolesProposed,
    act: (plane, { proposal, second }) => roomOf(plane).agreements.confirm(proposal, second),
    changed: haveRoles,
  }),
  'two persons change a setting': scenario({
    acts: ['setting.agree'],
    leaves: ['setting.agreed'],
    again: 'NOT_FOUND',
    async before(plane) {
      const name = crypto.randomUUID();
      const [first, second] = [await person(plane, 'admin'), await person(plane, 'admin')];
      const request = { settings: { 'same-persons': [[name, `${name} too`]] } };
      return { name, second, proposal: await roomOf(plane).agreements.proposeSettings(request, first) };
    },
    act: (plane, { proposal, second }) => roomOf(plane).agreements.confirm(proposal, second),
    changed: async ({ store }, { name, proposal }) => [
      JSON.stringify((await store.settings.load()).get('same-persons') ?? null).includes(name),
      (await store.proposals.proposal(proposal.id)) === null,
    ],
  }),
  'two persons open an account again': scenario({
    acts: ['account.agree-open'],
    leaves: ['account.agreed-open'],
    again: 'NOT_FOUND',
    async before(plane) {
      const [{ account }, first, second] = [
        await person(plane, 'admin'),
        await person(plane, 'admin'),
        await person(plane, 'legal'),
      ];
      await plane.deps.identity.accounts.change(account, { disabled: true }, 'test');
      return { account, second, proposal: await roomOf(plane).agreements.proposeOpening({ open: account }, first) };
    },
    act: (plane, { proposal, second }) => roomOf(plane).agreements.confirm(proposal, second),
    changed: async ({ deps, store }, { account, proposal }) => [
      (await deps.identity.accounts.demand(account)).disabledAtMs === null,
      (await store.proposals.proposal(proposal.id)) === null,
    ],
  }),
  'one person does alone what takes two': scenario({
    acts: ['break-glass.use'],
    leaves: ['role.agreed', 'break-glass.used'],
    again: 'NOT_FOUND',
    before: rolesProposed,
    act: (plane, { proposal, first }) => roomOf(plane).breakGlass.use(proposal.id, 'test', first),
    changed: haveRoles,
  }),
  'another person reviews what one did alone': scenario({
    acts: ['break-glass.review'],
    leaves: ['break-glass.reviewed'],
    again: 'NOT_FOUND',
    before: usedAlone,
    act: (plane, { id, reviewer }) =>
      roomOf(plane).breakGlass.review(id, { finding: 'justified', statement: 'test' }, reviewer),
    changed: async ({ store }, { id }) => [(await store.proposals.proposal(id)) === null],
  }),
  'nobody reviewed in time what one did alone': scenario({
    acts: ['break-glass.overdue'],
    leaves: ['break-glass.overdue'],
    again: [],
    async before({ store }) {
      // Those of attempts before would be reminded of as well.
      for (const one of await store.proposals.proposals())
        if (isLate(one)) await store.proposals.deleteProposal(one.id);
      const request = { act: 'role.agree', request: null, reason: LATE, reviewByMs: 0 };
      const times = { proposedAtMs: 0, expiresAtMs: Date.now() + DAY_MS };
      const id = crypto.randomUUID();
      await store.proposals.insertProposal({
        ...{ id, act: 'break-glass.review', request, proposedBy: 'account:test', ...times },
      });
      return { id };
    },
    act: (plane) => roomOf(plane).breakGlass.remind(),
    async changed({ store }, { id }) {
      const request = (await store.proposals.proposal(id))?.request as UsedGlass | undefined;
      return [request?.overdue === true];
    },
  }),
};

const LATE = 'nobody looked at it';
const isLate = ({ act, request }: Proposal): boolean =>
  act === 'break-glass.review' && (request as { readonly reason: string }).reason === LATE;
