import { FollowedView } from '../../core/base/followed-view.js';
import type { EndView } from '../end-door/index.js';
import type { SystemEndStore } from './ports.js';

/** The ends as they were read last, against which every decision is held. */
export class KnownEnds extends FollowedView<EndView> {
  constructor({
    store,
    nowMs,
  }: {
    readonly store: Pick<SystemEndStore, 'all' | 'watch'>;
    readonly nowMs: () => number;
  }) {
    super({
      async read() {
        const ends = await store.all();
        return new Map(
          ends.map(({ system, decisionsUntilMs, retiredAtMs }) => [
            system,
            // A decision of a system that is retired may not come late either: nobody could contest it any more.
            retiredAtMs === null ? decisionsUntilMs : Number.NEGATIVE_INFINITY,
          ]),
        );
      },
      watch: (watcher) => store.watch(watcher),
      nowMs,
      empty: new Map(),
    });
  }
}
