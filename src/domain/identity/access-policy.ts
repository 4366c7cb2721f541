import type { Caller } from './caller.js';
import type { Role } from './roles.js';
import type { Scope } from './scopes.js';

/**
 * How the caller stands to the object. `any`: no particular relation is needed. `self`: the caller's own session, password or key.
 * `own-system`: every object touched belongs to a system whose owner is the caller.
 */
export type Relation = 'any' | 'self' | 'own-system';

/** One row: who may do one thing. What no row allows is refused. */
export interface PolicyRow {
  /** `always`: needs no caller. `ledger`: needs none once the ledger is public. */
  readonly open?: 'always' | 'ledger';
  /** A key with any of these may. */
  readonly scopes: readonly Scope[];
  /** An account with one of these roles may, in that relation. */
  readonly roles: Partial<Record<Role | 'everyone', Relation>>;
  /** A person must have proved within the last minutes who they are: password, passkey, or the identity provider. */
  readonly stepUp?: true;
  /** The key of the running process alone, which only those hold who can read the data folder. */
  readonly localOnly?: true;
}

const open: PolicyRow = { open: 'always', scopes: [], roles: {} };
const ownSession: PolicyRow = { scopes: [], roles: { everyone: 'self' } };

// Each gives what the own roles give: `giving.ts` judges that with the body.
const keyGivers = { admin: 'any', legal: 'any', specialist: 'any' } as const;
const accountMakers = keyGivers;

/** The one table. Every route names its row; a route without one does not start. */
export const ACCESS_POLICY = {
  'health.read': open,
  'ready.read': open,
  'metrics.read': open,
  'openapi.read': open,
  'page.read': open,
  'ledger.key': open,
  'session.create': open,
  'setup.complete': open,
  'setup.link': { scopes: [], roles: {}, localOnly: true },
  'session.read': ownSession,
  'session.end': ownSession,
  'session.step-up': ownSession,
  'session.list': ownSession,
  'session.revoke': ownSession,
  'password.change': { ...ownSession, stepUp: true },
  'password.remove': { ...ownSession, stepUp: true },
  'passkey.list': ownSession,
  'passkey.add': { ...ownSession, stepUp: true },
  'passkey.rename': ownSession,
  'passkey.remove': { ...ownSession, stepUp: true },

  'decisions.write': { scopes: ['decisions:write'], roles: {} },
  'labels.write': { scopes: ['labels:write'], roles: {} },
  'attributes.write': { scopes: ['attributes:write'], roles: {} },

  'decision.read': {
    scopes: ['decisions:read', 'attributes:read'],
    roles: { owner: 'any', developer: 'any', validator: 'any', auditor: 'any', legal: 'any', specialist: 'any' },
  },
  'decision.payload': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' } },
  'decision.attributes': { scopes: ['attributes:read'], roles: { auditor: 'any', specialist: 'any' } },
  'receipt.read': {
    scopes: ['receipts:read', 'decisions:read', 'decisions:write', 'openings:read'],
    roles: { everyone: 'any' },
  },
  'opening.read': { scopes: ['openings:read', 'decisions:read'], roles: { auditor: 'any', legal: 'any' } },
  'ledger.read': { open: 'ledger', scopes: ['ledger:read'], roles: { everyone: 'any' } },
  'ledger.rotate': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  'integrity.read': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any', 'incident-lead': 'any' } },

  'intake.read': {
    scopes: ['decisions:read'],
    roles: { auditor: 'any', developer: 'any', owner: 'any', 'incident-lead': 'any' },
  },

  'audit.run': {
    scopes: ['audit:read'],
    roles: { validator: 'any', auditor: 'any' },
  },

  'segments.seal': { scopes: ['settings:write'], roles: { admin: 'any' } },

  'subject.export': { scopes: ['subjects:export'], roles: { legal: 'any' }, stepUp: true },
  'subject.erase': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true },
  'erasure.read': { scopes: ['subjects:erase'], roles: { legal: 'any', auditor: 'any' } },
  'hold.list': { scopes: ['subjects:erase'], roles: { legal: 'any', auditor: 'any' } },
  'hold.set': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true },
  'hold.release': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true },

  'registry.read': { scopes: ['registry:read', 'registry:write'], roles: { everyone: 'any' } },
  'registry.apply': { scopes: ['registry:write'], roles: { admin: 'any', developer: 'any', owner: 'own-system' } },
  'settings.change': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  'key.list': { scopes: ['keys:write'], roles: { ...keyGivers, auditor: 'any' } },
  // Which scopes each of them gives is judged with the body.
  'key.create': { scopes: ['keys:write'], roles: keyGivers, stepUp: true },
  'key.rotate': { scopes: ['keys:write'], roles: keyGivers, stepUp: true },
  'key.revoke': { scopes: ['keys:write'], roles: keyGivers },
  'account.list': { scopes: [], roles: { ...accountMakers, auditor: 'any' } },
  'account.create': { scopes: [], roles: accountMakers, stepUp: true },
  'account.change': { scopes: [], roles: accountMakers, stepUp: true },
} as const satisfies Record<string, PolicyRow>;

export type Action = keyof typeof ACCESS_POLICY;

export const isAction = (text: string): text is Action => Object.hasOwn(ACCESS_POLICY, text);

/** How long a proof of who one is stands for sensitive acts, ms. Ours; NIST SP 800-63B leaves the time to the service. */
export const STEP_UP_MS: number = 10 * 60_000;

export interface Circumstances {
  readonly nowMs: number;
  readonly ledgerPublic: boolean;
  /** How the caller stands to the object; without any, only rows for `any` apply. */
  readonly relations?: readonly Exclude<Relation, 'any'>[];
}

export type Permission = 'allowed' | 'unauthenticated' | 'forbidden' | 'step-up';

/**
 * Whether a caller may do something. What the table does not allow is refused.
 *
 * @example
 * permission({ kind: 'anonymous' }, 'decisions.write', { nowMs, ledgerPublic: false }); // 'unauthenticated'
 */
export function permission(caller: Caller, action: Action, circumstances: Circumstances): Permission {
  const row: PolicyRow | undefined = isAction(action) ? ACCESS_POLICY[action] : undefined;
  if (row === undefined) return 'forbidden';
  if (row.open === 'always' || (row.open === 'ledger' && circumstances.ledgerPublic)) return 'allowed';
  if (caller.kind === 'anonymous') return 'unauthenticated';
  if (caller.kind === 'key') {
    const allowed = row.localOnly === true ? caller.local === true : row.scopes.some((s) => caller.scopes.has(s));
    return allowed ? 'allowed' : 'forbidden';
  }
  if (!rolesAllow(row, caller.roles, circumstances.relations ?? [])) return 'forbidden';
  const proved = circumstances.nowMs - caller.provedAtMs <= STEP_UP_MS;
  return row.stepUp === true && !proved ? 'step-up' : 'allowed';
}

function rolesAllow(row: PolicyRow, roles: readonly Role[], relations: readonly Relation[]): boolean {
  return [...roles, 'everyone' as const].some((role) => {
    const needed = row.roles[role];
    return needed === 'any' || (needed !== undefined && relations.includes(needed));
  });
}
