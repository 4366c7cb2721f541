import { resolve } from 'node:path';
import { defined } from '../../../core/base/defined.js';
import type { ServiceConfiguration } from '../../configuration/index.js';
import { ledgerConfiguration } from '../../server/ledger/configuration/index.js';
import {
  databaseConfiguration,
  dataConfiguration,
  rootKeyConfiguration,
} from '../../server/service/configuration/index.js';
import { decodeRootKey, rootKeyFromCommand } from './root-key.js';

/** What the configuration says about the data folder: where it is, its database, its root key, and what its rooms read. */
export function folderOptions(configuration: ServiceConfiguration) {
  const { origin } = configuration.read(ledgerConfiguration);
  return {
    dataDir: resolve(configuration.read(dataConfiguration)),
    configuration,
    ...defined({
      databaseUrl: configuration.read(databaseConfiguration).url,
      origin,
      rootKey: rootKeyOf(configuration),
    }),
  };
}

/** The root key of file, flag or environment; a mistake names the one that gave it. */
function rootKeyOf(configuration: ServiceConfiguration): Uint8Array | undefined {
  const rootKey = configuration.read(rootKeyConfiguration);
  if (rootKey === undefined) return undefined;
  const member = rootKey.key === undefined ? 'command' : 'key';
  const origin = configuration.originOf(['rootKey', member]);
  const where = origin.startsWith('line ') ? `rootKey.${member} (${origin} of the configuration)` : origin;
  return rootKey.key === undefined ? rootKeyFromCommand(rootKey.command!, where) : decodeRootKey(rootKey.key, where);
}
