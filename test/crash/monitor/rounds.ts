import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Victim } from '../crash.js';
import { type Kind, nameOf, REQUESTS_AN_HOUR } from './load.js';

/** Everything that the monitor knows in the end. */
export interface Seen {
  readonly counts: Readonly<Record<string, number>>;
  readonly states: string | null;
  readonly closedMs: number | null;
  readonly ripenedMs: number | null;
  readonly changes: readonly string[];
  readonly entries: readonly string[];
}

interface Line {
  readonly postgres?: number | null;
  readonly acknowledged?: string;
  readonly problem?: string;
  readonly seen?: Seen;
}

/** Longest load before the kill; the moment is drawn evenly below. */
const LOAD_MS = 1500;
/** Acknowledgements after which a service whose database was killed is taken to be back. */
const BACK_AFTER = 3 * REQUESTS_AN_HOUR;
const POLL_MS = 10;

/** A folder of a service, and what was acknowledged in it. */
export class Watched {
  readonly problems: string[] = [];
  seen: Seen | null = null;
  readonly #child: string;
  readonly #dataDir: string;
  readonly #acknowledged = new Set<string>();
  #postgres = 0;

  constructor(child: string, dataDir: string) {
    this.#child = child;
    this.#dataDir = dataDir;
  }

  /** The first hour of which something is not acknowledged. */
  get hour(): number {
    for (let hour = 0; ; hour++) if (this.#missing('decisions', hour) || this.#missing('labels', hour)) return hour;
  }

  #missing(kind: Kind, hour: number): boolean {
    for (let request = 0; request < REQUESTS_AN_HOUR; request++)
      if (!this.#acknowledged.has(nameOf(kind, hour, request))) return true;
    return false;
  }

  /** Starts the service, and kills it under load. */
  async round(victim: Victim, random: () => number): Promise<void> {
    const before = this.#acknowledged.size;
    const { process: service, drained } = this.#start(null);
    await this.#reach(before + 1, service);
    await sleep(random() * LOAD_MS);
    if (victim !== 'service') process.kill(this.#postgres, 'SIGKILL');
    // What was on its way when the database died may still be told: more than that proves that it is back.
    if (victim === 'postgres') await this.#reach(this.#acknowledged.size + BACK_AFTER, service);
    service.kill('SIGKILL');
    await drained;
  }

  /** Sends the rest up to an hour undisturbed, and looks. */
  async finish(untilHour: number): Promise<Seen> {
    const { drained } = this.#start(untilHour);
    await drained;
    if (this.seen === null) throw new Error(`the service saw nothing: ${this.problems.join('\n')}`);
    return this.seen;
  }

  async #reach(acknowledged: number, service: ChildProcess): Promise<void> {
    while (this.#acknowledged.size < acknowledged) {
      if (service.exitCode !== null) throw new Error(`the service ended by itself: ${this.problems.join('\n')}`);
      await sleep(POLL_MS);
    }
  }

  #start(untilHour: number | null): { readonly process: ChildProcess; readonly drained: Promise<unknown> } {
    const asked = { dataDir: this.#dataDir, fromHour: this.hour, untilHour, acknowledged: [...this.#acknowledged] };
    const recent = {
      ...asked,
      acknowledged: asked.acknowledged.filter((name) => Number(name.split('.')[1]) >= this.hour),
    };
    const service = spawn(process.execPath, [this.#child, JSON.stringify(recent)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    service.stderr.on('data', (chunk: Buffer) => this.problems.push(chunk.toString('utf8')));
    const lines = createInterface({ input: service.stdout });
    lines.on('line', (text) => this.#hear(JSON.parse(text) as Line));
    return { process: service, drained: once(lines, 'close') };
  }

  #hear({ postgres, acknowledged, problem, seen }: Line): void {
    if (typeof postgres === 'number') this.#postgres = postgres;
    if (acknowledged !== undefined) this.#acknowledged.add(acknowledged);
    if (problem !== undefined) this.problems.push(problem);
    if (seen !== undefined) this.seen = seen;
  }
}
