import { createHash } from 'node:crypto';
import { readTime } from '../../../core/base/time.js';
import { derivedId, type Mapping } from '../../../domain/intake/index.js';
import { activeAt, RegistryView } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { believedMappings } from './mappings.js';

/** The registry is believed this long, ms: a cutoff is asked for with every inference. */
const BELIEVED_MS = 1000;

const sha1 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(data).digest());

/** What both ways in need beside the service: ids, mappings, cutoffs. */
export interface IntakeDeps {
  readonly idFor: (name: string) => string;
  readonly mappings: () => Promise<readonly Mapping[]>;
  /** Reads the registry; call before `activeCutoff`. */
  readonly refresh: () => Promise<void>;
  readonly activeCutoff: (deployment: string, at: string) => number | null;
}

export function intakeDeps({ identity, registry, nowMs }: ServerDeps): IntakeDeps {
  let believed = { view: new RegistryView(EMPTY), untilMs: 0 };
  return {
    idFor: (name) => derivedId(sha1, name),
    mappings: believedMappings(identity.store, nowMs),
    async refresh() {
      if (nowMs() < believed.untilMs) return;
      believed = { view: new RegistryView(await registry.snapshot()), untilMs: nowMs() + BELIEVED_MS };
    },
    activeCutoff(deployment, at) {
      const known = believed.view.deployment(deployment);
      const time = readTime(at);
      return known === undefined || time === null ? null : (activeAt(known, time)?.cutoff ?? null);
    },
  };
}

const EMPTY: RegistrySnapshot = { systems: [], models: [], versions: [], deployments: [] };
