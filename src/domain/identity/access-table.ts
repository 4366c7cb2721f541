import type { Caller } from './caller.js';
import { isRole, type Role } from './roles.js';
import { isScope, type Scope } from './scopes.js';

/** Name of a row, such as `decision.read`; it says what is done. */
export type Action = string;

/**
 * Relations of a caller to an object. `any`: no particular relation is needed. `self`: the caller's own session, password or key. All others
 * are declared by the room of the object, such as `own-system`.
 */
export type Relation = string;

/** One row: who may do one thing. What no row allows is refused. */
export interface AccessRow {
  /** `always`: the action needs no caller. `ledger`: it needs none once the ledger is public. */
  readonly open?: 'always' | 'ledger';
  /** Scopes of keys; a key with any of them may do the action. */
  readonly scopes: readonly Scope[];
  /** Roles of accounts, each with the relation in which it may do the action. */
  readonly roles: Partial<Record<Role | 'everyone', Relation>>;
  /** A person decided about may do it with a notice that they opened. */
  readonly subject?: true;
  /** The person must have proved within the last minutes who they are: with password, passkey, or at the identity provider. */
  readonly stepUp?: true;
  /** Only the key of the running process may do the action; only those hold it who can read the data folder. */
  readonly localOnly?: true;
  /** The action shows or destroys what is stored on one person; an administrator never gives the right to it. */
  readonly personal?: true;
}

/** The rows and relations that a room declares for the table of access. */
export interface AccessPart {
  readonly rows: Readonly<Record<Action, AccessRow>>;
  /** Relations to the objects of the room, each with its meaning. A route whose row asks for one says how it is determined. */
  readonly relations?: Readonly<Record<Relation, string>>;
}

/** Time for which a proof of identity is valid for sensitive acts, ms. Ours; NIST SP 800-63B leaves it to the service. */
export const STEP_UP_MS: number = 10 * 60_000;

export interface Circumstances {
  readonly nowMs: number;
  readonly ledgerPublic: boolean;
  /** Relations of the caller to the object; without any, only rows for `any` apply. */
  readonly relations?: readonly Relation[];
}

export type Permission = 'allowed' | 'unauthenticated' | 'forbidden' | 'step-up';

/** Relations that need no declaration, as the guard determines them itself. */
const KNOWN: readonly Relation[] = ['any', 'self'];

/** The table of access, joined from the rows of all rooms. */
export class AccessTable {
  readonly #rows: ReadonlyMap<Action, AccessRow>;
  /** All relations that the rooms declare. */
  readonly relations: readonly Relation[];
  /** What persons of some roles may do, once it was asked: acts on cases ask it of every account. There are no more of them than sets of roles. */
  readonly #actionsOf = new Map<string, { readonly any: readonly Action[]; readonly related: readonly Action[] }>();

  constructor(rows: ReadonlyMap<Action, AccessRow>, relations: readonly Relation[]) {
    this.#rows = rows;
    this.relations = relations;
  }

  get actions(): readonly Action[] {
    return [...this.#rows.keys()];
  }

  row(action: Action): AccessRow | undefined {
    return this.#rows.get(action);
  }

  /** Whether a row lets somebody in for how they stand to the object, which only the room of the object can tell. */
  asksRelation(action: Action): boolean {
    return Object.values(this.row(action)?.roles ?? {}).some((relation) => !KNOWN.includes(relation));
  }

  /**
   * What persons of these roles may do: with any object or with what is their own, and only with objects to which they stand in a relation. What
   * is open to everybody, and whether an act asks for a fresh proof, is not in it.
   */
  actionsOf(roles: readonly Role[]): { readonly any: readonly Action[]; readonly related: readonly Action[] } {
    const key = roles.toSorted().join(' ');
    const known = this.#actionsOf.get(key) ?? this.#lookUp(roles);
    this.#actionsOf.set(key, known);
    return known;
  }

  #lookUp(roles: readonly Role[]): { readonly any: readonly Action[]; readonly related: readonly Action[] } {
    const may = (relations: readonly Relation[]) => (action: Action) =>
      rolesAllow(this.#rows.get(action)!, roles, relations);
    const any = this.actions.filter(may(['self']));
    const related = this.actions.filter((action) => !any.includes(action)).filter(may(this.relations));
    return { any, related };
  }

  /**
   * Whether a caller may do something. What the table does not allow is refused.
   *
   * @example
   * access.permission({ kind: 'anonymous' }, 'decisions.write', { nowMs, ledgerPublic: false }); // 'unauthenticated'
   */
  permission(caller: Caller, action: Action, circumstances: Circumstances): Permission {
    const row = this.row(action);
    if (row === undefined) return 'forbidden';
    if (row.open === 'always' || (row.open === 'ledger' && circumstances.ledgerPublic)) return 'allowed';
    if (caller.kind === 'anonymous') return 'unauthenticated';
    if (caller.kind === 'key') {
      const allowed = row.localOnly === true ? caller.local === true : row.scopes.some((s) => caller.scopes.has(s));
      return allowed ? 'allowed' : 'forbidden';
    }
    if (caller.kind === 'subject') return row.subject === true ? 'allowed' : 'forbidden';
    if (!rolesAllow(row, caller.roles, circumstances.relations ?? [])) return 'forbidden';
    const proved = circumstances.nowMs - caller.provedAtMs <= STEP_UP_MS;
    return row.stepUp === true && !proved ? 'step-up' : 'allowed';
  }
}

function rolesAllow(row: AccessRow, roles: readonly Role[], relations: readonly Relation[]): boolean {
  return [...roles, 'everyone' as const].some((role) => {
    const needed = row.roles[role];
    return needed === 'any' || (needed !== undefined && relations.includes(needed));
  });
}

/**
 * Joins what the rooms declare into the one table. A row that two rooms bring, one that names an unknown role, scope or relation, and one
 * that lets nobody in are refused: the service does not start.
 */
export function joinAccess(parts: readonly AccessPart[]): AccessTable {
  const rows = new Map<Action, AccessRow>();
  const relations = parts.flatMap((part) => Object.keys(part.relations ?? {}));
  const twice = relations.find((one, i) => relations.indexOf(one) < i || KNOWN.includes(one));
  if (twice !== undefined) throw new Error(`the relation "${twice}" is declared twice`);
  const known = new Set([...KNOWN, ...relations]);
  for (const [action, row] of parts.flatMap((part) => Object.entries(part.rows))) {
    if (rows.has(action)) throw new Error(`two rooms bring the row ${action} of the access table`);
    demandRow(action, row, known);
    rows.set(action, row);
  }
  return new AccessTable(rows, relations);
}

function demandRow(action: Action, row: AccessRow, relations: ReadonlySet<Relation>): void {
  const where = `the row ${action} of the access table`;
  const scope = row.scopes.find((one) => !isScope(one));
  if (scope !== undefined) throw new Error(`${where} names the unknown scope "${scope}"`);
  const entries = Object.entries(row.roles);
  const role = entries.find(([one]) => one !== 'everyone' && !isRole(one));
  if (role !== undefined) throw new Error(`${where} names the unknown role "${role[0]}"`);
  const relation = entries.find(([, one]) => !relations.has(one));
  if (relation !== undefined)
    throw new Error(`${where} asks for the relation "${relation[1]}", which no room declares`);
  if (
    row.open === undefined &&
    row.localOnly !== true &&
    row.subject !== true &&
    row.scopes.length + entries.length === 0
  ) {
    throw new Error(`${where} lets nobody in`);
  }
}
