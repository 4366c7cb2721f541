import { DAY_MS } from '../../../core/base/durations.js';
import type { MonitorView, WatchedDeployment } from '../../live-monitor/viewing/index.js';
import { decisionsOf, type Pane } from '../../monitor/index.js';
import type { Reaction } from './tables.js';

/** Blocks that are read at once. */
const PAGE = 50;

interface Day {
  readonly epoch: number;
  readonly closedMs: number;
  readonly decisions: number;
}

/** Whether people can take what reactions would send them, by what came on the last day. */
export class Staffing {
  readonly #view: Pick<MonitorView, 'panes'>;
  /** The last day of each deployment that was counted: it is another one only once a block was closed. */
  readonly #days = new Map<string, Day>();

  constructor(view: Pick<MonitorView, 'panes'>) {
    this.#view = view;
  }

  /**
   * Why people could not take what a reaction would send them; null where they can, or where the policy does not say how many decisions a day they take. What comes in a day is
   * that of the last day that was counted, whoever decided then.
   */
  async problemOf(
    one: WatchedDeployment | null,
    { staffedFor, do: does, share = 0 }: Pick<Reaction, 'staffedFor' | 'do' | 'share'>,
  ): Promise<string | null> {
    if (staffedFor === undefined) return null;
    const closedMs = one?.evaluated?.closedMs ?? null;
    if (one === null || closedMs === null)
      return `how many decisions come in a day is not known, and ${PEOPLE} ${staffedFor}`;
    const part = does === 'throttle' ? 1 - share : 1;
    const sent = Math.ceil(part * (await this.#decisionsTo(one, closedMs)));
    return sent <= staffedFor ? null : `${sent} decisions a day would come to people, and ${PEOPLE} ${staffedFor}`;
  }

  async #decisionsTo(one: WatchedDeployment, closedMs: number): Promise<number> {
    const { deployment, epoch } = one.epoch;
    const known = this.#days.get(deployment);
    if (known?.epoch === epoch && known.closedMs === closedMs) return known.decisions;
    const decisions = await decisionsOfDay(this.#view, one, closedMs);
    this.#days.set(deployment, { epoch, closedMs, decisions });
    return decisions;
  }
}

const PEOPLE = 'they are staffed for';

/** Every decision of the day before a moment, whether it counts as evidence or not. */
async function decisionsOfDay(
  view: Pick<MonitorView, 'panes'>,
  one: WatchedDeployment,
  untilMs: number,
): Promise<number> {
  let [decisions, fromMs] = [0, untilMs - DAY_MS];
  for (;;) {
    const blocks = await view.panes(one, { kind: 'decisions', fromMs, toMs: untilMs, limit: PAGE });
    for (const { pane } of blocks) decisions += allOf(pane);
    if (blocks.length < PAGE) return decisions;
    // A block that begins where the last one ends is the next.
    fromMs = blocks.at(-1)!.endMs;
  }
}

function allOf(pane: Pane): number {
  let all = 0;
  for (const { counts } of pane.cells.values()) all += decisionsOf(pane, counts);
  for (const decisions of pane.uncounted.values()) all += decisions;
  return all;
}
