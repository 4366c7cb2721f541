import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { freeBytes } from '../../../adapters/data-folder/index.js';
import { folderModelBytes, objectStoreModelBytes } from '../../../adapters/model-store/index.js';
import { defined } from '../../../core/base/defined.js';
import type { ModelBytes } from '../../../domain/model-store/ports.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { artifactsConfiguration } from './configuration/index.js';

const FOLDER = 'artifacts';
/** Folder for bytes on their way to an object store. */
const DRAFTS = 'artifact-drafts';

export interface OpenPlace {
  readonly bytes: ModelBytes;
  /** Gives the bytes that are free on the disk where bytes are received. */
  readonly freeBytes: () => number;
}

/** Opens the place that `tribune.yaml` names; by default a folder of the data folder. */
export function openPlace({
  configuration,
  dataDir,
  nowMs,
}: Pick<RoomContext, 'configuration' | 'dataDir' | 'nowMs'>): OpenPlace {
  const { folder, objectStore } = configuration.read(artifactsConfiguration);
  if (objectStore !== undefined) {
    const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey, sessionToken } = objectStore;
    const drafts = join(dataDir, DRAFTS);
    const keys = { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
    const bytes = objectStoreModelBytes({ endpoint, bucket, keys, drafts, nowMs, ...defined({ prefix, region }) });
    return { bytes, freeBytes: () => freeIn(drafts) };
  }
  const place = resolve(folder ?? join(dataDir, FOLDER));
  return { bytes: folderModelBytes(place, { nowMs }), freeBytes: () => freeIn(place) };
}

/** Free bytes of the disk of a folder, which may not be made yet. */
function freeIn(folder: string): number {
  return existsSync(folder) || dirname(folder) === folder ? freeBytes(folder) : freeIn(dirname(folder));
}
