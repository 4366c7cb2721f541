import { DAY_MS } from '../../../core/base/durations.js';
import type { AlertStore, Member } from '../ports.js';
import { type Explaining, type GroupCounts, heldBy, type Inhibition, matches, type Silence } from '../rules/index.js';
import { SEVERITIES, type Severity } from '../signals/index.js';

/** Members of a group that are read at once. */
const PAGE = 1000;

/** What is judged by at one look: the silences in force, and what fires and explains others. */
export interface Judgement {
  readonly silences: readonly Silence[];
  readonly inhibitions: readonly Inhibition[];
  readonly sources: Explaining['sources'];
  readonly nowMs: number;
}

/** The alerts of a group by what is to be told of them. */
export interface JudgedGroup {
  readonly fresh: number[];
  readonly over: number[];
  readonly told: number[];
  readonly open: number[];
  /** Told as firing, and held back since. */
  readonly heldTold: number[];
  /** Of those, the ones that were not held back at the look before. */
  readonly newlyHeld: number[];
  /** Over, and never told because they were held back until they were. */
  readonly skipped: number[];
  readonly counts: GroupCounts;
  /** The worst severity among the alerts of each list. */
  readonly worst: Readonly<Record<ListName, Severity>>;
}

/** Lists of alerts of which messages tell. */
export type ListName = 'fresh' | 'over' | 'told' | 'open' | 'heldTold';

/** Reads what a look judges by. */
export async function judgementAt(
  store: Pick<AlertStore, 'silences' | 'firingLabels'>,
  inhibitions: readonly Inhibition[],
  nowMs: number,
): Promise<Judgement> {
  const silences = await store.silences(nowMs);
  const sources = [];
  for (const { when } of inhibitions) {
    const exact = when.filter(({ is, value }) => is === '=' && !value.includes('*'));
    const having = Object.fromEntries(exact.map(({ label, value }) => [label, value]));
    sources.push((await store.firingLabels(having)).filter((labels) => matches(when, labels)));
  }
  return { silences, inhibitions, sources, nowMs };
}

/** Judges the alerts of a group. It keeps their numbers and not the alerts, so that a large group takes little memory. */
export async function judgeGroup(
  store: Pick<AlertStore, 'members' | 'firingTopics'>,
  groupId: number,
  judgement: Judgement,
): Promise<JudgedGroup> {
  const sorted = new Sorted();
  for (let after = 0; ; ) {
    const page = await store.members(groupId, after, PAGE);
    const causes = [...new Set(page.flatMap((one) => (one.state === 'firing' || one.told === 'no' ? one.causes : [])))];
    const firing = new Set(causes.length === 0 ? [] : await store.firingTopics(causes));
    const explaining = { firesTopic: (topic: string) => firing.has(topic), sources: judgement.sources };
    for (const member of page) {
      const isHeld = heldBy(member, { ...judgement, explaining }) !== null;
      sorted.add(member, placeOf(member, isHeld, judgement.nowMs));
    }
    if (page.length < PAGE) return sorted.whole();
    after = page.at(-1)!.id;
  }
}

type Place = 'fresh' | 'over' | 'told' | 'held' | 'skipped';

/** Numbers of alerts by what is to be told of them. */
class Sorted {
  readonly #ids: Readonly<Record<Place, number[]>> = { fresh: [], over: [], told: [], held: [], skipped: [] };
  readonly #open: number[] = [];
  readonly #heldTold: number[] = [];
  readonly #newlyHeld: number[] = [];
  readonly #worst: Record<ListName, Severity> = {
    ...{ fresh: 'digest', over: 'digest', told: 'digest', open: 'digest', heldTold: 'digest' },
  };
  #openSinceMs: number | null = null;

  add({ id, severity, isAcknowledged, told, toldAtMs }: Member, place: Place | null): void {
    if (place === null) return;
    this.#ids[place].push(id);
    if (place === 'fresh' || place === 'over' || place === 'told') this.#rank(place, severity);
    if (place === 'held' && toldAtMs !== null) {
      this.#heldTold.push(id);
      this.#rank('heldTold', severity);
      if (told === 'firing') this.#newlyHeld.push(id);
    }
    if (place !== 'told' || isAcknowledged) return;
    this.#open.push(id);
    this.#rank('open', severity);
    this.#openSinceMs = Math.min(this.#openSinceMs ?? Number.POSITIVE_INFINITY, toldAtMs!);
  }

  #rank(list: ListName, severity: Severity): void {
    this.#worst[list] = worstOf([this.#worst[list], severity]);
  }

  whole(): JudgedGroup {
    const { fresh, over, told, held, skipped } = this.#ids;
    const [open, heldTold] = [this.#open, this.#heldTold];
    const of = { fresh: fresh.length, over: over.length, told: told.length, open: open.length, held: held.length };
    const counts = { ...of, heldTold: heldTold.length, openSinceMs: this.#openSinceMs };
    return { fresh, over, told, open, heldTold, newlyHeld: this.#newlyHeld, skipped, counts, worst: this.#worst };
  }
}

/** The worst of some severities. */
export const worstOf = (of: readonly Severity[]): Severity =>
  SEVERITIES.find((severity) => of.includes(severity)) ?? 'digest';

/** Age at which the end of something that nobody was told of is history, ms: an upgrade finds the alerts of years. */
const HISTORY_MS = DAY_MS;

function placeOf(member: Member, isHeld: boolean, nowMs: number): Place | null {
  const { state, told, toldAtMs, endedAtMs, isAcknowledged } = member;
  const wasHeld = told === 'no' && toldAtMs !== null;
  if (state === 'firing') {
    if (isHeld) return 'held';
    // What is held back no longer is news again, unless somebody looks after it: nobody was late to do so while it was held back.
    return told === 'firing' || (wasHeld && isAcknowledged) ? 'told' : 'fresh';
  }
  if (told === 'firing' || wasHeld) return 'over';
  if (told !== 'no') return null;
  // Over before it was told: people learn of it all the same, unless somebody wanted silence about it.
  return isHeld || nowMs - (endedAtMs ?? nowMs) > HISTORY_MS ? 'skipped' : 'over';
}
