import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../acts/index.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import type { Followers } from '../../followers/index.js';
import type { Log } from '../../log/api/index.js';
import type { DecisionLog, Runtime, StoreTransactions } from '../../log/ports/index.js';
import { Closing, type ClosingTransactions, LabelCohorts } from '../closing/index.js';
import { type Lateness, MONITOR, MonitorFollower, type MonitorStores, seedOf } from '../following/index.js';
import type { MonitorStore } from '../ports.js';
import { ChangeFeed, MonitorView } from '../viewing/index.js';
import { MonitorPolicies, Watches } from '../watches/index.js';
import { Monitor } from './monitor.js';

export interface MonitorDeps {
  readonly store: MonitorStore;
  readonly decisions: Pick<DecisionLog, 'refsOfAll' | 'size'>;
  readonly history: Pick<DecisionHistory, 'opened' | 'deployment' | 'noteRead'>;
  readonly followers: Pick<Followers, 'add' | 'place' | 'reach'>;
  readonly log: Pick<Log, 'flushEvents'>;
  readonly acts: Acts<{ readonly monitor: MonitorStore }>;
  readonly transactions: StoreTransactions<MonitorStores> & ClosingTransactions;
  readonly runtime: Runtime;
  readonly times: Lateness;
  readonly keepPanesMs: number;
  readonly onProblem: (cause: Error) => void;
}

/** Puts the monitor together over its stores and the log, and adds its follower. */
export function openMonitor(deps: MonitorDeps): Monitor {
  const { store, decisions, history, followers, log, acts, transactions, runtime, times, keepPanesMs, onProblem } =
    deps;
  const policies = new MonitorPolicies(store, seedOf(runtime));
  const view = new MonitorView({ store, policies, clock: runtime, keepPanesMs });
  const feed = new ChangeFeed(view, runtime);
  const follower = new MonitorFollower({
    ...{ store, policies, history, transactions, times, random: runtime },
    nextSeq: async () => {
      const [place, end] = await Promise.all([followers.place(MONITOR), decisions.size('main')]);
      return place?.size === end.size ? place.seq : null;
    },
    onStored: () => monitor.closeSoon(),
    onRefused: (deployment, why) => onProblem(notCounted(deployment, why)),
  });
  followers.add(follower.follower(), transactions);
  const closing = new Closing({
    ...{ store, policies, transactions },
    cohorts: new LabelCohorts({ history, decisions, times, random: runtime }),
    newId: () => acts.newId(),
    clock: runtime,
    flushEvents: () => log.flushEvents(),
    onClosed: (changes) => {
      if (changes > 0) feed.changed();
    },
  });
  const followed = async (): Promise<void> => followers.reach(MONITOR, (await decisions.size('main')).size);
  const watches = new Watches({ acts, store, history, followed });
  const monitor = new Monitor({
    ...{ watches, view, feed, follower, closing, store, keepPanesMs, onProblem },
    latenessMs: times.latenessMs,
    clock: runtime,
    noteRead: (read) => history.noteRead(read),
  });
  return monitor;
}

const notCounted = (deployment: string, why: TribuneError): TribuneError =>
  new TribuneError(
    why.code,
    `${deployment} is watched no longer, as this version refuses the policy by which it was: ${why.message}`,
    { ...(why.remedy === undefined ? {} : { remedy: why.remedy }), cause: why },
  );
