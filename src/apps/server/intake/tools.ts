import { createHash } from 'node:crypto';
import { readTime } from '../../../core/base/time.js';
import { derivedId, type Mapping, mappings } from '../../../domain/intake/index.js';
import { activeAt, RegistryView } from '../../../domain/registry/index.js';
import type { ServerDeps } from '../base/deps.js';

const sha1 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(data).digest());

const NOTHING = new RegistryView({ systems: [], models: [], versions: [], deployments: [] });

/** What both ways of intake need beside the service: ids, mappings, cutoffs. */
export interface IntakeDeps {
  readonly idFor: (name: string) => string;
  readonly mappings: () => readonly Mapping[];
  /** Reads the registry again where necessary; callers do this before `activeCutoff`. */
  readonly refresh: () => Promise<void>;
  readonly activeCutoff: (deployment: string, at: string) => number | null;
}

export function intakeDeps({ settings, registry }: Pick<ServerDeps, 'settings' | 'registry'>): IntakeDeps {
  let view = NOTHING;
  return {
    idFor: (name) => derivedId(sha1, name),
    mappings: () => settings.read(mappings),
    async refresh() {
      view = await registry.view();
    },
    activeCutoff(deployment, at) {
      const known = view.deployment(deployment);
      const time = readTime(at);
      return known === undefined || time === null ? null : (activeAt(known, time)?.cutoff ?? null);
    },
  };
}
