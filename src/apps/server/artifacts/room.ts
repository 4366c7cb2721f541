import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../../domain/acts/index.js';
import { artifactEvents } from '../../../domain/artifacts/events/index.js';
import {
  Artifacts,
  artifactActs,
  artifactCheckJob,
  artifactReasons,
  artifactRetentionJob,
} from '../../../domain/artifacts/index.js';
import type { ArtifactStore } from '../../../domain/artifacts/ports.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { pinnedVersions } from '../../../domain/remote-models/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { MIN_FREE_BYTES } from '../base/limits.js';
import { artifactAccess } from './access.js';
import { artifactsConfiguration } from './configuration/index.js';
import { artifactMetrics } from './metrics.js';
import { type OpenPlace, openPlace } from './open-place.js';
import { peopleWarnings } from './people-warnings.js';
import { artifactRoutes } from './routes.js';
import { triedOutOf } from './tried-out.js';

/** Artifacts that come in at once; each is a file that is being written. */
const MOST_INCOMING = 4;
/** Artifacts that go out at once. */
const MOST_OUTGOING = 8;
/** What a slot is taken by, in the words of a refusal. */
const WORK = 'artifacts are on their way';
/** Folder for people to compare with while they are looked at; it is empty but for that moment. */
const LOOKING = 'looking';

export const artifactsParts = defineParts({
  access: artifactAccess,
  events: artifactEvents,
  acts: artifactActs,
  configuration: [artifactsConfiguration],
  tables: [artifactTables],
  reasons: artifactReasons,
  routes: artifactRoutes,
  open,
});

/** A pin that is no valid one names no canaries, and keeps nobody's from being erased; what the store says of its own bytes is thrown. */
function demandStored(_version: string, cause: TribuneError): void {
  if (cause.code !== 'MODEL_INVALID') throw cause;
}

function open(context: RoomContext) {
  const { registry, nowMs, onProblem, configuration, stopSwitch, dataDir } = context;
  const place = openPlace(context);
  const models = modelStore({ bytes: place.bytes, newSha256: () => createHash('sha256') });
  const store = context.storesOf(artifactTables).artifacts;
  // Transactions hold the stores of every room; their type names only those that every service has.
  const acts = context.acts as unknown as Acts<{ readonly artifacts: ArtifactStore }>;
  const artifacts = new Artifacts({ models, store, acts, nowMs });
  const counts = artifactMetrics(artifacts);
  const { checkInterval: everyMs, keepBackgrounds: keepMs } = configuration.read(artifactsConfiguration);
  const retention = artifactRetentionJob({
    ...{ artifacts, registry: () => registry.snapshot(), nowMs, keepMs },
    triedOut: () => triedOutOf(stopSwitch),
    pinned: (versions) => pinnedVersions(versions, { models, artifacts: store, unreadable: demandStored }),
  });
  return {
    deps: {
      registry,
      artifacts,
      counts,
      incoming: new Slots(MOST_INCOMING, WORK),
      outgoing: new Slots(MOST_OUTGOING, WORK),
      demandSpace: (bytes: number) => demandSpace(place, bytes),
      peopleWarnings: peopleWarnings(models, join(dataDir, LOOKING)),
    },
    metrics: counts.all,
    jobs: [...(everyMs === 0 ? [] : [artifactCheckJob(artifacts, everyMs)]), ...(keepMs === 0 ? [] : [retention])],
    async start() {
      // What a process left there that was killed holds people.
      rmSync(join(dataDir, LOOKING), { recursive: true, force: true });
      await artifacts.count();
      await place.bytes.sweep?.().catch((cause: unknown) => onProblem(cause as Error));
      await artifacts.finishErasures().catch((cause: unknown) => onProblem(cause as Error));
    },
  };
}

/** Refuses before the disk is full, because PostgreSQL may write to the same one. */
function demandSpace({ bytes, freeBytes }: OpenPlace, size: number): void {
  const free = freeBytes();
  if (free - size >= MIN_FREE_BYTES) return;
  throw new TribuneError('STORE_UNAVAILABLE', `the disk has ${free} bytes free: too few for ${size} more`, {
    remedy: `Make room on the disk of ${bytes.place}, or name another place in tribune.yaml.`,
  });
}
