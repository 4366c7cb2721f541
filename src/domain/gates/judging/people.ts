import type { Signer } from '../../../core/gates/index.js';
import type { PersonOf } from '../../identity/index.js';
import type { Account, IdentityStore } from '../../identity/ports.js';
import type { ModelVersion, System } from '../../registry/index.js';

/** Who stands how to a version and its system. */
export interface Standing {
  readonly owner: string;
  readonly deputy: string | null;
  /** Names of everybody who built or registered the version, as one text a person; null where nobody is known to have. */
  readonly builders: ReadonlySet<string> | null;
  readonly personOf: PersonOf;
}

/** How people stand to a version, by what the registry says of it and of the system. */
export async function standingOf(
  identity: Pick<IdentityStore, 'account' | 'key'>,
  {
    version,
    system,
    personOf,
  }: { readonly version: ModelVersion | null; readonly system: System | null; readonly personOf: PersonOf },
): Promise<Standing> {
  const builders = new Set((version?.builtBy ?? []).map(personOf));
  if (version?.registeredBy !== undefined)
    for (const name of await accountsBehind(identity, version.registeredBy)) builders.add(personOf(name));
  return {
    owner: system?.owner ?? '',
    deputy: system?.deputy === undefined || system.deputy === '' ? null : system.deputy,
    builders: builders.size === 0 ? null : builders,
    personOf,
  };
}

/** Names of the accounts that stand behind an actor: an account itself, and of a key whoever made it or one that it comes from. */
async function accountsBehind(identity: Pick<IdentityStore, 'account' | 'key'>, actor: string): Promise<string[]> {
  const actors = new Set([actor]);
  const names: string[] = [];
  // A set is walked to its end, with what is added on the way.
  for (const one of actors) {
    if (one.startsWith('account:')) {
      const account = await identity.account(one.slice('account:'.length));
      if (account !== null) names.push(account.name);
    } else if (one.startsWith('key:')) {
      const key = await identity.key(one.slice('key:'.length));
      if (key === null) continue;
      actors.add(key.createdBy);
      if (key.replaces !== null) actors.add(`key:${key.replaces}`);
    }
  }
  return names;
}

/** An account as a gate judges who signs with it; one that is gone signs for nothing. */
export function signerOf(account: Account | null, { owner, deputy, builders, personOf }: Standing): Signer {
  if (account === null)
    return { person: '', isActive: false, roles: [], isOwner: false, isDeputy: false, isBuilder: null };
  const person = personOf(account.name);
  return {
    person,
    isActive: account.disabledAtMs === null,
    roles: account.roles,
    isOwner: owner !== '' && personOf(owner) === person,
    isDeputy: deputy !== null && personOf(deputy) === person,
    isBuilder: builders === null ? null : builders.has(person),
  };
}
