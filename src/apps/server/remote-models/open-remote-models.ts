import { createHash } from 'node:crypto';
import { type AskerOptions, remoteAsker } from '../../../adapters/model-servers/index.js';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { RemoteModels, type RemoteModelsDeps } from '../../../domain/remote-models/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { remoteModelsConfiguration } from './configuration/index.js';

/** How endpoints are asked, by `tribune.yaml`. */
export function askingOf(configuration: Pick<RoomContext['configuration'], 'read'>): AskerOptions {
  const { hosts, timeout: timeoutMs } = configuration.read(remoteModelsConfiguration);
  return { hosts: new Map(Object.entries(hosts)), timeoutMs };
}

/** Opens the models behind a network, as `tribune.yaml` allows them to be asked. It holds nothing open. */
export function openRemoteModels(context: RoomContext): RemoteModels {
  const { configuration, nowMs, storesOf } = context;
  return new RemoteModels({
    models: modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') }),
    // The store is looked up when it is used: a room is opened before a service without tables needs them.
    artifacts: () => storesOf(artifactTables).artifacts,
    ask: remoteAsker(askingOf(configuration)),
    // Acts hold the stores of every room; their type names only those that every service has.
    acts: context.acts as unknown as RemoteModelsDeps['acts'],
    nowMs,
  });
}
