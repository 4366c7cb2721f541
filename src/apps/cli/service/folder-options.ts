import { resolve } from 'node:path';
import { defined } from '../../../core/base/defined.js';
import type { ServiceConfiguration } from '../../configuration/index.js';
import { ledgerConfiguration } from '../../server/ledger/configuration/index.js';
import {
  databaseConfiguration,
  dataConfiguration,
  rootKeyConfiguration,
} from '../../server/service/configuration/index.js';
import { decodeRootKey, readRootKey } from './root-key.js';

/** What the configuration says about the data folder: where it is, its database, its root key, and what its rooms read. */
export function folderOptions(configuration: ServiceConfiguration) {
  const { origin } = configuration.read(ledgerConfiguration);
  const rootKey = configuration.read(rootKeyConfiguration);
  return {
    dataDir: resolve(configuration.read(dataConfiguration)),
    configuration,
    ...defined({
      databaseUrl: configuration.read(databaseConfiguration).url,
      origin,
      rootKey: rootKey?.key === undefined ? readRootKey(rootKey?.command) : decodeRootKey(rootKey.key, 'rootKey.key'),
    }),
  };
}
