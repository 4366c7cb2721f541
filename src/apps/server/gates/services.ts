import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { gateTables } from '../../../adapters/postgres/gates/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { followEvidence, Gates, type GatesDeps, gateJob } from '../../../domain/gates/index.js';
import { KnownGates } from '../../../domain/gates/view/index.js';
import { samePersonBy, samePersons } from '../../../domain/identity/index.js';
import type { FollowerStore, StoreTransactions } from '../../../domain/log/ports/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { packsIn } from '../controls/packs-in.js';
import { gateSources, type LateSources, type Sources } from './sources.js';

/** The gates of a service, by what they were made from: several rooms settle them, and all have the same ones. */
const made = new WeakMap<ServiceContext, OpenedGates>();

/** What reads whole records of systems for gates, once the rooms are opened that make it. */
const late = new WeakMap<Gates, LateSources>();

/** Has gates read whole records of systems by this. */
export const provideEvidence = (gates: Gates, sources: LateSources): void => void late.set(gates, sources);

/** Until the rooms are open nothing is known of what they hold, and no gate is judged by that: whoever asks, asks again. */
function lateOf(gates: Gates): LateSources {
  const found = late.get(gates);
  if (found !== undefined) return found;
  throw new TribuneError('STORE_UNAVAILABLE', 'the service is starting, and does not read records of systems yet', {
    remedy: 'Ask again in a moment.',
  });
}

interface OpenedGates {
  readonly gates: Gates;
  readonly known: KnownGates;
}

/** The gates of a service, against which the taking in of decisions holds them. They are made once. */
export function openGates(context: ServiceContext): OpenedGates {
  const before = made.get(context);
  if (before !== undefined) return before;
  const { store, runtime, seenRegistry, settings, gates: source } = context;
  const { gates: stored } = store.of(gateTables);
  const nowMs = (): number => runtime.nowMs();
  const known = new KnownGates({ store: stored, nowMs });
  known.open();
  source.follow(() => known.current());
  const gates = new Gates({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as GatesDeps['acts'],
    stores: {
      ...{ gates: stored, alerts: store.of(alertTables).alerts },
      ...{ identity: store.identity, proposals: store.proposals },
    },
    registry: seenRegistry,
    async canaries() {
      const tried = new Map<string, string[]>();
      for (const { deployment, version } of await store.of(stopTables).canaries.inForce())
        tried.set(deployment, [...(tried.get(deployment) ?? []), version]);
      return tried;
    },
    lookUps() {
      const sources = gateSources(context, () => lateOf(gates));
      return (requirement, moment) => sources[requirement.kind as keyof Sources](requirement, moment);
    },
    controls: () => packsIn(settings).flatMap((pack) => pack.controls.map(({ id }) => id)),
    samePersons: () => settings.read(samePersons),
    samePerson: samePersonBy(() => settings.read(samePersons)),
    ...{ known, counts: source.counts, nowMs },
  });
  const opened = { gates, known };
  made.set(context, opened);
  return opened;
}

/** Makes the gates, with the job that judges them and the follower that has them judged when something changed. */
export function gateServices(context: ServiceContext): MadeServices<'gates'> {
  const { gates, known } = openGates(context);
  const { settling } = gates;
  const onProblem = (cause: unknown): void =>
    context.onProblem(cause instanceof Error ? cause : new Error(String(cause)));
  context.decisions.followers.add(
    followEvidence((changed) => settling.touch(changed, onProblem)),
    context.store.transactions as unknown as StoreTransactions<{ readonly followers: FollowerStore }>,
  );
  return {
    services: { gates },
    jobs: [gateJob(settling)],
    closers: [() => settling.close(), () => known.close()],
  };
}
