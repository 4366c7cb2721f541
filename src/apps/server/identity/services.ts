import { argon2Hasher, boundedHasher, passkeyVerifier } from '../../../adapters/identity/index.js';
import { Accounts, AdminLinks, ApiKeys, Passkeys, Sessions } from '../../../domain/identity/index.js';
import { twoPersons } from '../../../domain/settings/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Makes the services that authenticate callers and manage their accounts and keys. */
export function identityServices({ store, acts, runtime, settings }: ServiceContext): MadeServices<'identity'> {
  const deps = { acts, runtime, store: store.identity };
  const hasher = boundedHasher(argon2Hasher);
  return {
    services: {
      identity: {
        keys: new ApiKeys(deps),
        accounts: new Accounts({
          ...{ ...deps, hasher },
          takesTwo: () => settings.readNow(twoPersons),
        }),
        sessions: new Sessions(store.identity, runtime),
        links: new AdminLinks({ ...deps, hasher }),
        passkeys: new Passkeys({ ...deps, verifier: passkeyVerifier }),
        federated: deps,
      },
    },
  };
}
