import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { incidentTables } from '../../../adapters/postgres/incidents/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { encodeBase64, utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { NumberFeed } from '../../../core/base/number-feed.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import {
  type Freezer,
  Incidents,
  type IncidentsDeps,
  type LinkKind,
  watchClocks,
} from '../../../domain/incidents/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { lastDrills } from './last-drills.js';

/** Makes incidents over what other rooms store. */
export function incidentServices(context: ServiceContext): MadeServices<'incidents'> {
  const { store, runtime, decisions, seenRegistry } = context;
  const { incidents } = store.of(incidentTables);
  const feed = new NumberFeed(incidents, runtime);
  const service = new Incidents({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as IncidentsDeps['acts'],
    ...{ store: incidents, registry: seenRegistry, feed },
    freezer: freezerOver(context),
    exists: (kind, id) => exists(context, kind, id),
    hold: (decision, request, within) => decisions.subjects.holdDecision(decision, request, within),
    lastDrills: () => lastDrills(store.of(stopTables).stops, seenRegistry),
    nowMs: () => runtime.nowMs(),
  });
  const { alerts } = store.of(alertTables);
  const clocks = watchClocks({ incidents, alerts, nowMs: () => runtime.nowMs() });
  return { services: { incidents: service }, jobs: [clocks] };
}

function freezerOver({ store, decisions }: ServiceContext): Freezer {
  const monitor = store.of(monitorTables).monitor;
  const { stops } = store.of(stopTables);
  return {
    checkpoint() {
      const newest = decisions.log.checkpoint('main');
      if (newest === null) return null;
      const [log] = decisions.log.verifierKey('main').split('+') as [string];
      return { log, size: newest.size, root: encodeBase64(newest.root) };
    },
    async monitor(deployment) {
      const epoch = await monitor.lastEpoch(deployment);
      if (epoch === null || epoch.endSeq !== null) return null;
      const evaluated = await monitor.evaluated(deployment, epoch.epoch);
      const states = evaluated === null ? null : digestText(sha256(utf8(evaluated.states)));
      return { epoch: epoch.epoch, policy: epoch.policyDigest, step: evaluated?.step ?? null, states };
    },
    async stops() {
      const [revision, inForce] = [await stops.revision(), await stops.inForce()];
      return { revision, inForce: inForce.map(({ id }) => id) };
    },
  };
}

async function exists({ store, decisions }: ServiceContext, kind: LinkKind, id: string): Promise<boolean> {
  if (kind === 'alert')
    return /^[1-9]\d{0,14}$/.test(id) && (await store.of(alertTables).alerts.alerts([Number(id)])).length > 0;
  if (!isUuid(id)) return false;
  if (kind === 'stop') return (await store.of(stopTables).stops.find(id)) !== null;
  if (kind === 'audit') return (await store.audits.find(id)) !== null;
  if (kind === 'incident') return (await store.of(incidentTables).incidents.find(id)) !== null;
  return (await decisions.reading.receipt(id)).status !== 'unknown';
}
