import type { Signer } from '../../../core/gates/index.js';
import { accountsBehind, type PersonOf } from '../../identity/index.js';
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
    for (const id of await accountsBehind(identity, version.registeredBy)) {
      const account = await identity.account(id);
      if (account !== null) builders.add(personOf(account.name));
    }
  return {
    owner: system?.owner ?? '',
    deputy: system?.deputy === undefined || system.deputy === '' ? null : system.deputy,
    builders: builders.size === 0 ? null : builders,
    personOf,
  };
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
