import type { TribuneError } from '../../core/base/errors.js';
import {
  type CalibratedItem,
  calibrationAgreement,
  gradeOf,
  type OutcomeScale,
  type OutcomeValue,
  type Person,
  type View,
} from '../../core/oversight/index.js';
import { isDecisionGone } from '../oversight/index.js';
import { closeCalibration, noteCalibration, seeCalibration, viewCalibration } from './acts.js';
import type { CalibrationsDeps } from './deps.js';
import { calibrationClosed, calibrationNoted, calibrationSeen, calibrationViewed } from './events.js';
import {
  CALIBRATION_LIMITS,
  type Calibration,
  type CalibrationResult,
  calibrationOpen,
  calibrationOver,
  calibrationRead,
  calibrationUnknown,
  type DiscussedItem,
  NOTE,
  type StoredSaid,
} from './model.js';
import { openOne, type WantedCalibration } from './open-calibration.js';
import { openSaid, sealSaid } from './sealing.js';

/** How far a reader is in an open calibration. */
interface OwnCalibration {
  readonly calibration: Calibration;
  readonly read: number;
}

/** An item for its reader: what a case shows before the view, and nothing else. */
interface BlindItem {
  readonly calibration: string;
  readonly system: string;
  readonly item: number;
  readonly of: number;
  readonly purpose: string | null;
  readonly scale: OutcomeScale;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What an item is about, once it is opened; null after an erasure. */
interface Opened {
  readonly key: Uint8Array;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly purpose: string | null;
  readonly machine: OutcomeValue;
  readonly decided: OutcomeValue;
}

/**
 * Calibrations: named readers read the same closed cases, each blind and by themselves; then the calibration is closed, how far they agree is computed
 * once, and they see what the others said, talk about it, and write down what they will go by.
 */
export class Calibrations {
  readonly #deps: CalibrationsDeps;

  constructor(deps: CalibrationsDeps) {
    this.#deps = deps;
  }

  /** Opens one. @throws TribuneError INVALID */
  open(wanted: WantedCalibration, by: string): Promise<Calibration> {
    return openOne(this.#deps, wanted, by);
  }

  /** The newest first, each with how many views there are. */
  async list(): Promise<{ readonly calibration: Calibration; readonly views: number }[]> {
    const { store } = this.#deps;
    const all = await store.list(CALIBRATION_LIMITS.listed);
    return Promise.all(
      all.map(async (calibration) => ({ calibration, views: viewsIn(await store.saidIn(calibration.id)).length })),
    );
  }

  /** One with how many views each reader has committed. @throws TribuneError NOT_FOUND */
  async find(
    id: string,
  ): Promise<{ readonly calibration: Calibration; readonly viewsBy: ReadonlyMap<string, number> }> {
    const calibration = await this.#found(id);
    const views = viewsIn(await this.#deps.store.saidIn(id));
    const countOf = (reader: string): number => views.filter(({ who }) => who === reader).length;
    return { calibration, viewsBy: new Map(calibration.readers.map((reader) => [reader.id, countOf(reader.id)])) };
  }

  /** Open ones in which somebody reads, and those that were closed, the newest first. */
  async mine(person: Person): Promise<OwnCalibration[]> {
    const { store } = this.#deps;
    const all = await store.list(CALIBRATION_LIMITS.listed);
    const own = all.filter(({ readers }) => readers.some(({ id }) => id === person.id));
    return Promise.all(
      own.map(async (calibration) => ({
        calibration,
        read: (await store.saidBy(calibration.id, person.id)).length,
      })),
    );
  }

  /** The next case for a reader, which shows nothing of what was decided; null where they have read all. @throws TribuneError NOT_FOUND, CONFLICT */
  async next(id: string, person: Person): Promise<BlindItem | null> {
    const calibration = await this.#ofReader(id, person);
    demandOpen(calibration);
    const { acts, store } = this.#deps;
    const read = await store.saidBy(id, person.id);
    for (const [item, { case: about, decision }] of calibration.items.entries()) {
      if (read.includes(item)) continue;
      const opened = await this.#opened(about, decision);
      // What was erased is read by nobody any longer.
      if (opened === null) continue;
      await acts.run(seeCalibration, async (tx) => {
        tx.enter(calibrationSeen({ actor: person.id, calibration: id, of: decision }));
      });
      const { system, items, scale } = calibration;
      const { purpose, inputs } = opened;
      return { calibration: id, system, item, of: items.length, purpose, scale, inputs };
    }
    return null;
  }

  /** Commits a view of a case. @throws TribuneError NOT_FOUND, CONFLICT, INVALID */
  async view(
    id: string,
    person: Person,
    { item, view }: { readonly item: number; readonly view: View },
  ): Promise<void> {
    const calibration = await this.#ofReader(id, person);
    const about = calibration.items[item];
    if (about === undefined) throw unknown(`${id}, item ${item}`);
    gradeOf(calibration.scale, view.outcome);
    const opened = await this.#opened(about.case, about.decision);
    if (opened === null) throw unknown(`${id}, item ${item}`);
    const { acts, crypto, nowMs, digestOf } = this.#deps;
    const place = { calibration: id, item, who: person.id };
    const sealed = sealSaid(crypto, opened.key, place, view);
    await acts.run(viewCalibration, async (tx) => {
      const now = await tx.calibrations.lock(id);
      demandOpen(now!);
      if ((await tx.calibrations.saidBy(id, person.id)).includes(item))
        throw calibrationRead(`you have committed a view of case ${item + 1}`, { remedy: 'Read the next one.' });
      await tx.calibrations.say({ ...place, atMs: nowMs(), sealed });
      tx.enter(calibrationViewed({ calibration: id, by: person.id, item, digest: digestOf(sealed) }));
    });
  }

  /** Closes it: how far its readers agree is computed, and from now on they see what the others said. @throws TribuneError NOT_FOUND, CONFLICT */
  async close(id: string, by: string): Promise<Calibration> {
    const before = await this.#found(id);
    const opened = await Promise.all(before.items.map((one) => this.#opened(one.case, one.decision)));
    const { acts, nowMs } = this.#deps;
    return acts.run(closeCalibration, async (tx) => {
      const now = await tx.calibrations.lock(id);
      if (now === null) throw unknown(id);
      demandOpen(now);
      const result = this.#resultOf(now, opened, await tx.calibrations.saidIn(id));
      const closed = { ...now, closedAtMs: nowMs(), closedBy: by, result };
      await tx.calibrations.save(closed);
      const { views, missing, erased, readers } = result;
      tx.enter(calibrationClosed({ calibration: id, by, views, missing, erased, agreement: readers.estimate }));
      return closed;
    });
  }

  /** Writes down what the discussion of a case came to, in place of what stood there. @throws TribuneError NOT_FOUND, CONFLICT while it is open */
  async note(id: string, { item, text }: { readonly item: number; readonly text: string }, by: string): Promise<void> {
    const calibration = await this.#found(id);
    demandClosed(calibration);
    const about = calibration.items[item];
    const opened = about === undefined ? null : await this.#opened(about.case, about.decision);
    if (opened === null) throw unknown(`${id}, item ${item}`);
    const { acts, crypto, nowMs, digestOf } = this.#deps;
    const place = { calibration: id, item, who: NOTE };
    const sealed = sealSaid(crypto, opened.key, place, text);
    await acts.run(noteCalibration, async (tx) => {
      await tx.calibrations.say({ ...place, atMs: nowMs(), sealed });
      tx.enter(calibrationNoted({ calibration: id, by, item, digest: digestOf(sealed) }));
    });
  }

  /** What everybody said of each case, once it is closed; that `actor` was shown them is entered. @throws TribuneError NOT_FOUND, CONFLICT while it is open */
  async discussion(id: string, actor: string): Promise<readonly DiscussedItem[]> {
    const calibration = await this.#found(id);
    demandClosed(calibration);
    const { acts, store } = this.#deps;
    const said = await store.saidIn(id);
    const items = await Promise.all(
      calibration.items.map(async (about, item) => {
        const opened = await this.#opened(about.case, about.decision);
        return this.#discussed(calibration, { item, opened, said: said.filter((one) => one.item === item) });
      }),
    );
    await acts.run(seeCalibration, async (tx) => {
      for (const { isOpen, decision } of items)
        if (isOpen) tx.enter(calibrationSeen({ actor, calibration: id, of: decision }));
    });
    return items;
  }

  /** The same for somebody who read in it. @throws TribuneError NOT_FOUND, CONFLICT while it is open */
  async discussionFor(id: string, person: Person): Promise<readonly DiscussedItem[]> {
    await this.#ofReader(id, person);
    return this.discussion(id, person.id);
  }

  #discussed(
    { items, readers }: Calibration,
    {
      item,
      opened,
      said,
    }: { readonly item: number; readonly opened: Opened | null; readonly said: readonly StoredSaid[] },
  ): DiscussedItem {
    const { crypto } = this.#deps;
    const of = <Said>(who: string): Said | null => {
      const one = said.find((other) => other.who === who);
      return one === undefined || opened === null ? null : openSaid<Said>(crypto, opened.key, one);
    };
    return {
      ...{ item, ...items[item]!, isOpen: opened !== null, inputs: opened?.inputs ?? {} },
      ...{ machine: opened?.machine ?? null, decided: opened?.decided ?? null },
      views: readers.map(({ id, name }) => ({ reader: name, view: of<View>(id) })),
      note: of<string>(NOTE),
    };
  }

  #resultOf(
    { readers, scale }: Calibration,
    opened: readonly (Opened | null)[],
    said: readonly StoredSaid[],
  ): CalibrationResult {
    const { crypto } = this.#deps;
    const items = opened.flatMap((one, item): CalibratedItem[] => {
      if (one === null) return [];
      const views = readers.map(({ id }) => {
        const found = said.find((other) => other.item === item && other.who === id);
        return found === undefined ? null : openSaid<View>(crypto, one.key, found).outcome;
      });
      return [{ views, decided: one.decided }];
    });
    const views = items.reduce((sum, one) => sum + one.views.filter((view) => view !== null).length, 0);
    const missing = items.length * readers.length - views;
    return { ...calibrationAgreement(scale, items), views, missing, erased: opened.length - items.length };
  }

  async #opened(about: string, decision: string): Promise<Opened | null> {
    const { oversight } = this.#deps;
    try {
      const { contents } = await oversight.outcome(about);
      const { decided, key } = await oversight.decision(decision);
      return {
        ...{ key, purpose: decided.purpose, inputs: { ...decided.inputs, ...contents.corrections } },
        ...{ machine: contents.original, decided: contents.outcome! },
      };
    } catch (cause) {
      if (isDecisionGone(cause)) return null;
      throw cause;
    }
  }

  async #found(id: string): Promise<Calibration> {
    const found = await this.#deps.store.find(id);
    if (found === null) throw unknown(id);
    return found;
  }

  /** One in which somebody reads; nobody is told of any other one that there is such a one. */
  async #ofReader(id: string, person: Person): Promise<Calibration> {
    const found = await this.#found(id);
    if (!found.readers.some((reader) => reader.id === person.id)) throw unknown(id);
    return found;
  }
}

const viewsIn = (said: readonly StoredSaid[]): readonly StoredSaid[] => said.filter(({ who }) => who !== NOTE);

const unknown = (id: string): TribuneError =>
  calibrationUnknown(`there is no calibration ${JSON.stringify(id.slice(0, 60))}`, {
    remedy: 'GET /v1/calibrations lists them for those who look after cases, GET /v1/calibrations/mine for readers.',
  });

function demandOpen({ id, closedBy }: Calibration): void {
  if (closedBy === null) return;
  throw calibrationOver(`the calibration ${id} was closed by ${closedBy}`, { remedy: 'Look at what came of it.' });
}

function demandClosed({ id, closedBy }: Calibration): void {
  if (closedBy !== null) return;
  throw calibrationOpen(`the calibration ${id} is not closed`, {
    remedy: 'Close it first: what the others said would bias whoever still reads.',
  });
}
