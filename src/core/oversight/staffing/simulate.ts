import { createGenerator, type Generator } from '../../stats/index.js';
import { QUEUES, type Queue, queueOrder } from '../queue/index.js';
import { Events } from './events.js';

/** The load and the staff of a review. Times in hours. */
export interface ReviewLoad {
  /** Cases a day by class. */
  readonly perDay: Readonly<Partial<Record<Queue, number>>>;
  readonly readers: number;
  /** Mean length of a reading; lengths are exponential, of which many are short and some very long. */
  readonly handling: number;
  /** Hours a day in which readers take cases, 24 for always; a reading that began is finished. */
  readonly hoursADay: number;
  /** Days a week on which they do, from Monday. */
  readonly daysAWeek: number;
  /** Share of the cases that a panel reads as well: two more readings, and a third where they differ. */
  readonly panelShare: number;
  /** Share of panels whose first two differ. */
  readonly panelDiffers: number;
  /** Within how many hours a case is to be begun, and decided. */
  readonly firstViewWithin: number;
  readonly answerWithin: number;
}

export interface SimulationOptions {
  readonly seed: number;
  /** Days of which the cases that come are counted; the play goes on until the last of them is due. */
  readonly days: number;
  /** Days before them, in which the queue fills. */
  readonly warmUp: number;
}

/** What became of the cases of a class in one run. */
export interface ClassRun {
  readonly queue: Queue;
  readonly cases: number;
  /** Of those that were begun: the sum of the waits for the first reading, hours. */
  readonly waited: number;
  readonly waits: readonly number[];
  /** Those begun too late, or never in the play, which goes on until each is due; and the same of decided ones. */
  readonly lateViews: number;
  readonly lateAnswers: number;
}

export interface SimulatedRun {
  readonly classes: readonly ClassRun[];
  /** Share of the time for which readers who are there read. */
  readonly utilisation: number;
  /** Cases that wait at the end of the first and of the second half of the days. */
  readonly waitingHalf: number;
  readonly waitingEnd: number;
}

const HOURS = 24;
const WEEK_DAYS = 7;

interface SimulatedCase {
  readonly queue: Queue;
  readonly cameAt: number;
  /** Order within its class: when it is due, less the time that reading takes. */
  readonly rank: number;
  readonly isCounted: boolean;
  readsLeft: number;
  startedAt: number | null;
}

/** Plays a review by the rules of the queue of the service: reserved shares first, then whatever has the least time left. */
export function simulateReview(load: ReviewLoad, { seed, days, warmUp }: SimulationOptions): SimulatedRun {
  return new Review(load, { from: warmUp * HOURS, to: (warmUp + days) * HOURS }, createGenerator('review', seed)).run();
}

interface Span {
  readonly from: number;
  readonly to: number;
}

type Event =
  | { readonly kind: 'comes'; readonly queue: Queue }
  | { readonly kind: 'opens' }
  | { readonly kind: 'read'; readonly one: SimulatedCase };

class Review {
  readonly #load: ReviewLoad;
  readonly #span: Span;
  readonly #draw: Generator;
  readonly #events = new Events<Event>();
  /** By rank, so that a queue of any length is read at the same speed. */
  readonly #waiting = new Map(QUEUES.map((queue) => [queue, new Events<SimulatedCase>()]));
  readonly #taken = new Map<Queue, number>(QUEUES.map((queue) => [queue, 0]));
  readonly #runs = new Map<Queue, { -readonly [K in keyof ClassRun]: ClassRun[K] } & { waits: number[] }>();
  #free: number;
  #busyHours = 0;
  #waitingHalf: number | null = null;
  #waitingEnd: number | null = null;

  constructor(load: ReviewLoad, span: Span, draw: Generator) {
    this.#load = load;
    this.#span = span;
    this.#draw = draw;
    this.#free = load.readers;
    for (const queue of QUEUES)
      this.#runs.set(queue, { queue, cases: 0, waited: 0, waits: [], lateViews: 0, lateAnswers: 0 });
  }

  run(): SimulatedRun {
    for (const queue of QUEUES) this.#nextOf(queue, 0);
    this.#events.add(this.#opening(0), { kind: 'opens' });
    const { from, to } = this.#span;
    const half = (from + to) / 2;
    // A case that came on the last day is late or not once it is due, and others come before it meanwhile.
    const end = to + Math.max(this.#load.firstViewWithin, this.#load.answerWithin);
    for (let next = this.#events.take(); next !== null && next.at <= end; next = this.#events.take()) {
      if (next.at > half && this.#waitingHalf === null) this.#waitingHalf = this.#isWaiting();
      if (next.at > to && this.#waitingEnd === null) this.#waitingEnd = this.#isWaiting();
      this.#happen(next.event, next.at);
    }
    return this.#result();
  }

  #happen(event: Event, at: number): void {
    if (event.kind === 'comes') this.#come(event.queue, at);
    if (event.kind === 'opens') this.#events.add(this.#opening(at + HOURS / 2), { kind: 'opens' });
    if (event.kind === 'read') this.#finish(event.one, at);
    while (this.#free > 0 && this.#isOpen(at) && this.#claim(at));
  }

  #come(queue: Queue, at: number): void {
    this.#nextOf(queue, at);
    const isPanel = this.#draw.nextUniform() < this.#load.panelShare;
    const third = isPanel && this.#draw.nextUniform() < this.#load.panelDiffers ? 1 : 0;
    const isCounted = at >= this.#span.from && at < this.#span.to;
    const { handling, firstViewWithin } = this.#load;
    const rank = at + firstViewWithin - handling;
    this.#waiting.get(queue)!.add(rank, {
      ...{ queue, cameAt: at, rank, isCounted, startedAt: null },
      readsLeft: 1 + (isPanel ? 2 + third : 0),
    });
    if (!isCounted) return;
    const run = this.#runs.get(queue)!;
    run.cases++;
    // Late until it is seen to be in time.
    run.lateViews++;
    run.lateAnswers++;
  }

  #claim(at: number): boolean {
    const states = QUEUES.map((queue) => ({
      ...{ queue, taken: this.#taken.get(queue)! },
      firstMs: this.#waiting.get(queue)!.first,
    }));
    const [queue] = queueOrder(states);
    if (queue === undefined) return false;
    const one = this.#waiting.get(queue)!.take()!.event;
    this.#taken.set(queue, this.#taken.get(queue)! + 1);
    this.#free--;
    if (one.startedAt === null) this.#start(one, at);
    const length = -Math.log(1 - this.#draw.nextUniform()) * this.#load.handling;
    this.#busyHours += Math.max(0, Math.min(at + length, this.#span.to) - Math.max(at, this.#span.from));
    this.#events.add(at + length, { kind: 'read', one });
    return true;
  }

  #start(one: SimulatedCase, at: number): void {
    one.startedAt = at;
    if (!one.isCounted) return;
    const run = this.#runs.get(one.queue)!;
    const wait = at - one.cameAt;
    run.waited += wait;
    run.waits.push(wait);
    if (wait <= this.#load.firstViewWithin) run.lateViews--;
  }

  #finish(one: SimulatedCase, at: number): void {
    this.#free++;
    one.readsLeft--;
    // It came before those that wait behind it, and is due before them.
    if (one.readsLeft > 0) this.#waiting.get(one.queue)!.add(one.rank, one);
    else if (one.isCounted && at - one.cameAt <= this.#load.answerWithin) this.#runs.get(one.queue)!.lateAnswers--;
  }

  #nextOf(queue: Queue, at: number): void {
    const perHour = (this.#load.perDay[queue] ?? 0) / HOURS;
    if (perHour > 0) this.#events.add(at - Math.log(1 - this.#draw.nextUniform()) / perHour, { kind: 'comes', queue });
  }

  /** Whether readers take cases at an hour; the first day is a Monday. */
  #isOpen(at: number): boolean {
    const { hoursADay, daysAWeek } = this.#load;
    return Math.floor(at / HOURS) % WEEK_DAYS < daysAWeek && at % HOURS < hoursADay;
  }

  /** When readers begin next, at or after an hour. */
  #opening(at: number): number {
    let day = Math.ceil(at / HOURS);
    while (day % WEEK_DAYS >= this.#load.daysAWeek) day++;
    return day * HOURS;
  }

  #isWaiting(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #result(): SimulatedRun {
    const { readers, hoursADay, daysAWeek } = this.#load;
    const hours = (this.#span.to - this.#span.from) * (hoursADay / HOURS) * (daysAWeek / WEEK_DAYS);
    return {
      classes: [...this.#runs.values()].filter(({ cases }) => cases > 0),
      utilisation: this.#busyHours / (hours * readers),
      ...{ waitingHalf: this.#waitingHalf ?? this.#isWaiting(), waitingEnd: this.#waitingEnd ?? this.#isWaiting() },
    };
  }
}
