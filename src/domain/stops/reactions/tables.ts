import { TribuneError } from '../../../core/base/errors.js';
import { reactions as section } from '../../../core/policy/open-sections/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import { groupsOf } from './requested-rows.js';

type Section = NonNullable<ReturnType<typeof section.of>>;

/** What an alert sets off. */
export type Reaction = NonNullable<Section['to']>[string][number];
/** What the calendar asks for. */
export type Scheduled = NonNullable<Section['calendar']>[number];

/** What is asked of versions that come to serve. */
export type Promotion = NonNullable<Section['promotion']>;

/** The reactions of a policy. */
export interface Table {
  /** By the requirement whose alert sets them off. */
  readonly to: Readonly<Record<string, readonly Reaction[]>>;
  readonly calendar: readonly Scheduled[];
  readonly promotion: Promotion;
  /** Names of the attributes that the policy reads. */
  readonly groups: readonly string[];
}

/** The reactions of the policies by which something is watched, each read once. */
export class ReactionTables {
  readonly #textOf: (digest: string) => Promise<string | null>;
  readonly #known = new Map<string, Table>();

  /** @param textOf gives the text of a policy by which something is or was watched; null for an unknown digest */
  constructor(textOf: (digest: string) => Promise<string | null>) {
    this.#textOf = textOf;
  }

  /** @throws TribuneError STORE_INVALID for a policy that is gone or another one, POLICY_INVALID for one that this version cannot read */
  async of(digest: string): Promise<Table> {
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const text = await this.#textOf(digest);
    const read = text === null ? null : readPolicy(text, 'policy');
    if (read?.policyDigest !== digest)
      throw new TribuneError('STORE_INVALID', `the policy ${digest} is gone or another one`, {
        remedy: 'Restore the newest backup, and find out who wrote to the database.',
      });
    const { to = {}, calendar = [], promotion = {} } = section.of(read.policy) ?? {};
    const table = { to, calendar, promotion, groups: groupsOf(read.policy) };
    this.#known.set(digest, table);
    return table;
  }
}
