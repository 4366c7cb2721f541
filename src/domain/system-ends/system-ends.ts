import { MINUTE_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { nearName } from '../../core/base/suggest.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import { endAnnounced, endWithdrawn, systemRetired } from './events.js';
import {
  DEPENDENT_KINDS,
  type Dependents,
  type EndState,
  endDone,
  endUnknown,
  type SystemEnd,
  stateOf,
  stillNeeded,
} from './model.js';
import type { SystemEndStore } from './ports.js';

const announceEnd = defineAct('system-end.announce', { enters: [endAnnounced] });
const withdrawEnd = defineAct('system-end.withdraw', { enters: [endWithdrawn] });
const retireSystem = defineAct('system-end.retire', { enters: [systemRetired] });

/** Acts on the ends of systems. */
export const systemEndActs = [announceEnd, withdrawEnd, retireSystem] as const;

export interface SystemEndsDeps {
  readonly acts: Pick<Acts<{ readonly systemEnds: SystemEndStore }>, 'run'>;
  readonly store: Pick<SystemEndStore, 'all'>;
  readonly registry: () => Promise<Pick<RegistrySnapshot, 'systems'>>;
  /** What depends on a system now. */
  readonly dependents: (system: string) => Promise<Dependents>;
  /** Is told that ends changed. */
  readonly onChange: () => void;
  readonly nowMs: () => number;
}

/** What somebody announces. */
export interface WantedEnd {
  readonly system: string;
  readonly decisionsUntilMs: number;
  readonly successor: string | null;
  readonly reason: string;
  readonly told: string;
}

/** How the end of a system stands, with what depends on it. */
export interface ShownEnd extends Dependents {
  readonly system: string;
  readonly state: EndState | null;
  readonly end: SystemEnd | null;
  /** What has to be over before the system may be retired, in words. */
  readonly open: readonly string[];
}

/** A moment that passed so lately means now: whoever says now says it a moment before it is heard, ms. */
const NOW_MS = MINUTE_MS;

/** Ends of systems: announced, frozen from a moment on, retired once nothing that is open depends on them. */
export class SystemEnds {
  readonly #deps: SystemEndsDeps;

  constructor(deps: SystemEndsDeps) {
    this.#deps = deps;
  }

  /** @throws TribuneError NOT_FOUND for an unknown system */
  async view(system: string): Promise<ShownEnd> {
    await this.#demandSystem(system);
    const { store, dependents, nowMs } = this.#deps;
    const end = (await store.all()).find((one) => one.system === system) ?? null;
    const found = await dependents(system);
    const state = end === null ? null : stateOf(end, nowMs());
    return { system, state, end, ...found, open: state === 'retired' ? [] : openOf(found, state) };
  }

  /**
   * Announces the end of a system, or another day of it while it is not frozen.
   *
   * @throws TribuneError NOT_FOUND for an unknown system; INVALID for a moment that is past, or a successor that is none or has ended; CONFLICT `system-end.done`
   */
  async announce(wanted: WantedEnd, by: string): Promise<SystemEnd> {
    const { system, successor } = wanted;
    const ids = await this.#demandSystem(system);
    if (successor === system)
      throw invalid('a system cannot take its own place', 'Name the system that does, or null.');
    if (successor !== null && !ids.includes(successor))
      throw invalid(
        `no system ${JSON.stringify(successor)} is registered`,
        `${nearName(successor, ids)}Register it first.`,
      );
    return this.#change(announceEnd, async (ends, nowMs) => {
      const known = ends.find((one) => one.system === system);
      if (known !== undefined && stateOf(known, nowMs) !== 'announced') throw done(known, nowMs);
      if (wanted.decisionsUntilMs < nowMs - NOW_MS)
        throw invalid(
          'decisionsUntil is past: decisions that were taken since would have been none',
          'Give a moment from now on.',
        );
      const next = ends.find((one) => one.system === successor);
      if (next !== undefined && stateOf(next, nowMs) !== 'announced')
        throw invalid(`${successor} is ${stateOf(next, nowMs)} itself`, 'Name a system that decides, or null.');
      const decisionsUntilMs = Math.max(wanted.decisionsUntilMs, nowMs);
      const end: SystemEnd = {
        ...{ ...wanted, decisionsUntilMs },
        ...{ announcedAtMs: nowMs, announcedBy: by, retiredAtMs: null, retiredBy: null, lastAudit: null },
      };
      const { reason, told } = wanted;
      const decisionsUntil = new Date(decisionsUntilMs).toISOString();
      return { end, event: endAnnounced({ by, system, decisionsUntil, successor, reason, told }) };
    });
  }

  /** Takes an end back, also of a frozen system. @throws TribuneError NOT_FOUND `system-end.unknown`, CONFLICT where it is retired */
  async withdraw(system: string, reason: string, by: string): Promise<void> {
    await this.#change(withdrawEnd, async (ends, nowMs) => {
      const known = demandEnd(ends, system);
      if (known.retiredAtMs !== null) throw done(known, nowMs);
      return { end: null, system, event: endWithdrawn({ by, system, reason }) };
    });
  }

  /**
   * Retires a frozen system.
   *
   * @throws TribuneError NOT_FOUND `system-end.unknown`; CONFLICT `system-end.done`, or `system-end.still-needed` with what is open
   */
  async retire(system: string, by: string): Promise<SystemEnd> {
    return this.#change(retireSystem, async (ends, nowMs) => {
      const known = demandEnd(ends, system);
      if (known.retiredAtMs !== null) throw done(known, nowMs);
      // Looked at within the act: no other act, such as the opening of a case, is done between this and the commit.
      const found = await this.#deps.dependents(system);
      const open = openOf(found, stateOf(known, nowMs));
      if (open.length > 0)
        throw stillNeeded(`${system} cannot be retired: ${open.join('; ')}`, {
          remedy: 'See to each of them; GET /v1/system-end shows what is open.',
        });
      const lastAudit = found.lastAudit?.id ?? null;
      const end: SystemEnd = { ...known, retiredAtMs: nowMs, retiredBy: by, lastAudit };
      return { end, event: systemRetired({ by, system, lastAudit }) };
    });
  }

  /** Changes the ends in one transaction with the entry. */
  async #change<End extends SystemEnd | null>(
    act: (typeof systemEndActs)[number],
    change: (ends: readonly SystemEnd[], nowMs: number) => Promise<Changed<End>>,
  ): Promise<End> {
    const { acts, nowMs, onChange } = this.#deps;
    return acts
      .run(act, async (tx) => {
        await tx.systemEnds.lock();
        const ends = await tx.systemEnds.all();
        const changed = await change(ends, nowMs());
        const system = changed.end?.system ?? changed.system;
        const rest = ends.filter((one) => one.system !== system);
        await tx.systemEnds.save(changed.end === null ? rest : [...rest, changed.end]);
        tx.enter(changed.event);
        return changed.end;
      })
      .finally(onChange);
  }

  async #demandSystem(system: string): Promise<string[]> {
    const ids = (await this.#deps.registry()).systems.map(({ id }) => id);
    if (ids.includes(system)) return ids;
    throw new TribuneError('NOT_FOUND', `no system ${JSON.stringify(system.slice(0, 80))} is registered`, {
      remedy: `${nearName(system, ids)}tribune admin apply registers systems.`,
    });
  }
}

interface Changed<End> {
  readonly end: End;
  /** The system, where its end is gone. */
  readonly system?: string;
  readonly event: ReturnType<typeof endAnnounced> | ReturnType<typeof endWithdrawn> | ReturnType<typeof systemRetired>;
}

const invalid = (message: string, remedy: string): TribuneError => new TribuneError('INVALID', message, { remedy });

function demandEnd(ends: readonly SystemEnd[], system: string): SystemEnd {
  const known = ends.find((one) => one.system === system);
  if (known !== undefined) return known;
  throw endUnknown(`no end of ${JSON.stringify(system.slice(0, 80))} was announced`, {
    remedy: 'Announce it first: tribune system announce-end.',
  });
}

const done = (end: SystemEnd, nowMs: number): TribuneError =>
  endDone(`${end.system} is ${stateOf(end, nowMs)} already`, {
    remedy:
      end.retiredAtMs === null ? 'Take the end back first: tribune system withdraw-end.' : 'Register a new system.',
  });

/** What has to be over before a system may be retired. */
function openOf({ dependents, lastAudit }: Dependents, state: EndState | null): string[] {
  return [
    ...(state === null ? ['no end of it was announced'] : []),
    ...(state === 'announced' ? ['decisions of it are still taken'] : []),
    ...dependents.flatMap(({ kind, n, isMore, some }) =>
      DEPENDENT_KINDS[kind].blocks && (n > 0 || isMore)
        ? [
            `${isMore ? 'at least ' : ''}${n} ${DEPENDENT_KINDS[kind].says}${some.length === 0 ? '' : ` (${some.join(', ')}${n > some.length ? ', ...' : ''})`}`,
          ]
        : [],
    ),
    // What never served needs no audit.
    ...(lastAudit === null && dependents.some(({ kind }) => kind === 'deployment') ? ['no audit of it was made'] : []),
  ];
}
