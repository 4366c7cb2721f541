import type { Clock, Random } from '../../core/base/clock.js';
import { endOfDay } from '../../core/base/durations.js';
import { type Acts, defineAct, type Tx } from '../acts/index.js';
import type { EvidenceStore } from '../evidence/index.js';
import { endMandated, type NoticeRecord, type NoticesDeps, type NoticeTx, newLink, whoHas } from '../notices/index.js';
import type { Oversight } from '../oversight/index.js';
import { mandateEnded, mandateEvents, mandateGiven, mandateLinked } from './events.js';
import {
  isInForce,
  MANDATE_LIMITS,
  type Mandate,
  type MandateCheck,
  type MandateScope,
  mandateOver,
  mandateUnknown,
  mandateWrong,
  type StoredMandate,
  tooManyMandates,
  withImplied,
} from './mandate.js';
import type { MandateStore } from './ports.js';
import { type MandateCrypto, openName, sealName } from './sealing.js';

export const giveMandate = defineAct('mandate.give', { enters: mandateEvents });
export const endMandate = defineAct('mandate.end', { enters: mandateEvents });
export const linkMandate = defineAct('mandate.link', { enters: mandateEvents });

/** Acts on mandates. */
export const mandateActs = [giveMandate, endMandate, linkMandate] as const;

interface MandateStores {
  readonly mandates: MandateStore;
  readonly evidence: Pick<EvidenceStore, 'find'>;
}

type MandateTx = Tx<MandateStores> & NoticeTx;

export interface MandatesDeps {
  readonly acts: Pick<Acts<MandateStores & { readonly notices: MandateTx['notices'] }>, 'run' | 'newId'>;
  readonly store: MandateStore;
  readonly oversight: Pick<Oversight, 'decision'>;
  readonly crypto: MandateCrypto & NoticesDeps['crypto'];
  readonly clock: Pick<Clock, 'nowMs'> & Random;
}

/** A mandate that somebody gives. */
interface WantedMandate {
  /** Who acts for the person. */
  readonly name: string;
  readonly may: readonly MandateScope[];
  /** The day at whose end, by UTC, it ends: any moment of it, ms. */
  readonly dayMs: number;
  readonly check: MandateCheck;
  /** Id of the file that holds it; null for another check. */
  readonly file: string | null;
}

/** A mandate with the code by which the representative opens the notice; it is told once and kept nowhere. */
interface GivenMandate {
  readonly mandate: Mandate;
  readonly code: string;
}

/** A mandate with the name of the representative, and whether it holds now. */
export interface NamedMandate extends Mandate {
  readonly name: string;
  readonly isInForce: boolean;
}

/**
 * Who acts for the person decided about. A representative has a link and pages of their own, sees no more than the mandate says, and their acts carry
 * the id of the mandate. Whoever has the notice open, and whoever looks after notices, ends one at any time.
 */
export class Mandates {
  readonly #deps: MandatesDeps;

  constructor(deps: MandatesDeps) {
    this.#deps = deps;
  }

  /** Gives a mandate with a link. @throws TribuneError INVALID, CONFLICT where there are too many, DECISION_UNKNOWN after an erasure */
  async give(notice: Pick<NoticeRecord, 'id' | 'decision'>, wanted: WantedMandate, by: string): Promise<GivenMandate> {
    const { acts, crypto, clock, oversight } = this.#deps;
    const { decision } = notice;
    const { key } = await oversight.decision(decision);
    const givenAtMs = clock.nowMs();
    const { name, may, untilMs } = demandRight(wanted, givenAtMs);
    return acts.run(giveMandate, async (tx) => {
      const known = await tx.mandates.ofDecision(decision);
      if (known.length >= MANDATE_LIMITS.ofDecision)
        throw tooManyMandates(`about the decision ${decision} there are ${known.length} mandates, which is the most`, {
          remedy: 'Give a new link to one that is there, or contest by whoever has one.',
        });
      const file = wanted.check === 'file' ? await demandFile(tx, { id: wanted.file, decision }) : null;
      const mandate: Mandate = {
        ...{ id: acts.newId(), notice: notice.id, decision, may, untilMs, check: wanted.check, file },
        ...{ givenAtMs, givenBy: by, endedAtMs: null, endedBy: null },
      };
      await tx.mandates.insert({ mandate, name: sealName(crypto, key, mandate.id, name) });
      const code = await this.#newCode(tx, mandate, by);
      tx.enter(mandateGiven({ ...eventOf(mandate, by), ...whatOf(mandate) }));
      return { mandate, code };
    });
  }

  /** A new link for a representative whose link was used or lost. @throws TribuneError NOT_FOUND, CONFLICT where it has ended */
  link(id: string, by: string, notice?: string): Promise<GivenMandate> {
    const { acts, clock } = this.#deps;
    return acts.run(linkMandate, async (tx) => {
      const { mandate } = await demandOpen(tx, { id, notice, nowMs: clock.nowMs() });
      await endMandated(tx, { notice: mandate.notice, mandate: id }, clock.nowMs());
      const code = await this.#newCode(tx, mandate, by);
      tx.enter(mandateLinked({ ...eventOf(mandate, by), until: iso(mandate.untilMs) }));
      return { mandate, code };
    });
  }

  /** A code by which a representative who has the notice open comes back; what they have open stays so. @throws TribuneError NOT_FOUND, CONFLICT */
  comeBack(id: string): Promise<GivenMandate> {
    const { acts, clock } = this.#deps;
    return acts.run(linkMandate, async (tx) => {
      const { mandate } = await demandOpen(tx, { id, nowMs: clock.nowMs() });
      for (const link of await tx.notices.links(mandate.notice))
        if (link.mandate === id && link.endedAtMs === null) await tx.notices.endLink(link, clock.nowMs());
      const by = whoHas(id);
      const code = await this.#newCode(tx, mandate, by);
      tx.enter(mandateLinked({ ...eventOf(mandate, by), until: iso(mandate.untilMs) }));
      return { mandate, code };
    });
  }

  /** Ends a mandate with its link and every page that is open by it. One that has ended stays as it is. @throws TribuneError NOT_FOUND */
  end(id: string, by: string, notice?: string): Promise<Mandate> {
    const { acts, clock } = this.#deps;
    return acts.run(endMandate, async (tx) => {
      const stored = await tx.mandates.lock(id);
      if (stored === null || (notice !== undefined && stored.mandate.notice !== notice)) throw unknown(id);
      if (stored.mandate.endedAtMs !== null) return stored.mandate;
      const endedAtMs = clock.nowMs();
      const mandate = { ...stored.mandate, endedAtMs, endedBy: by };
      await tx.mandates.save({ ...stored, mandate });
      await endMandated(tx, { notice: mandate.notice, mandate: id }, endedAtMs);
      tx.enter(mandateEnded(eventOf(mandate, by)));
      return mandate;
    });
  }

  /** A mandate that holds now; null for one that has ended or is unknown. */
  async inForce(id: string): Promise<Mandate | null> {
    const stored = await this.#deps.store.find(id);
    return stored !== null && isInForce(stored.mandate, this.#deps.clock.nowMs()) ? stored.mandate : null;
  }

  /** Mandates about a decision without names, the oldest first. */
  async ofDecision(decision: string): Promise<(Mandate & { readonly isInForce: boolean })[]> {
    const nowMs = this.#deps.clock.nowMs();
    const all = await this.#deps.store.ofDecision(decision);
    return all.map(({ mandate }) => ({ ...mandate, isInForce: isInForce(mandate, nowMs) }));
  }

  /** Mandates about the decision of a notice with names, the oldest first. @throws TribuneError DECISION_UNKNOWN after an erasure */
  async named({ decision }: Pick<NoticeRecord, 'decision'>): Promise<NamedMandate[]> {
    const { store, oversight, crypto, clock } = this.#deps;
    const all = await store.ofDecision(decision);
    if (all.length === 0) return [];
    const { key } = await oversight.decision(decision);
    return all.map(({ mandate, name }) => ({
      ...{ ...mandate, name: openName(crypto, key, mandate.id, name) },
      isInForce: isInForce(mandate, clock.nowMs()),
    }));
  }

  async #newCode(tx: MandateTx, { id, notice, untilMs }: Mandate, by: string): Promise<string> {
    return (await newLink(tx, this.#deps, { notice, by, untilMs, mandate: id })).code;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

const eventOf = ({ id: mandate, notice, decision }: Mandate, by: string) => ({ mandate, notice, decision, by });

const whatOf = ({ may, untilMs, check, file }: Mandate) => ({
  ...{ may: [...may], until: iso(untilMs), check },
  ...(file === null ? {} : { file: file.id, digest: file.digest }),
});

const unknown = (id: string): Error =>
  mandateUnknown(`there is no mandate ${JSON.stringify(id.slice(0, 40))}`, {
    remedy: 'GET /v1/notices/ID lists those of a notice.',
  });

async function demandOpen(
  tx: MandateTx,
  { id, notice, nowMs }: { readonly id: string; readonly notice?: string | undefined; readonly nowMs: number },
): Promise<StoredMandate> {
  const stored = await tx.mandates.lock(id);
  if (stored === null || (notice !== undefined && stored.mandate.notice !== notice)) throw unknown(id);
  if (isInForce(stored.mandate, nowMs)) return stored;
  throw mandateOver(`the mandate ${id} has ended`, { remedy: 'Give a new one.' });
}

function demandRight(
  { name: given, may: wanted, dayMs }: WantedMandate,
  nowMs: number,
): { readonly name: string; readonly may: readonly MandateScope[]; readonly untilMs: number } {
  const name = given.trim();
  const may = withImplied(wanted);
  const untilMs = endOfDay(dayMs);
  if (name === '' || name.length > MANDATE_LIMITS.name)
    throw mandateWrong(`the name of the representative has ${name.length} characters`, {
      remedy: `Give 1 to ${MANDATE_LIMITS.name} characters.`,
    });
  if (may.length === 0)
    throw mandateWrong('the mandate allows nothing', { remedy: 'Name what the representative may do.' });
  if (Number.isNaN(untilMs) || untilMs < nowMs || untilMs > endOfDay(nowMs + MANDATE_LIMITS.spanMs))
    throw mandateWrong('the mandate ends on a day that is over, or too far ahead', {
      remedy: 'Give a day from today on, at most 400 days ahead.',
    });
  return { name, may, untilMs };
}

/** The file that holds a mandate. It was handed in about the same decision, and its digest is entered, as the person may take it back later. */
async function demandFile(
  tx: MandateTx,
  { id, decision }: { readonly id: string | null; readonly decision: string },
): Promise<Mandate['file']> {
  const found = id === null ? null : await tx.evidence.find(id);
  if (found === null || found.record.decision !== decision)
    throw mandateWrong('the file of the mandate is none that was handed in about the decision', {
      remedy: 'Have it handed in on the pages of the notice, and give its id.',
    });
  return { id: found.record.id, digest: found.record.digest };
}
