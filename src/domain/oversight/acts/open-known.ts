import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type CaseRecord, SERVICE, type WholeCase } from '../../../core/oversight/index.js';
import { caseOpened } from '../events/index.js';
import { clocksFrom } from '../law/index.js';
import type { StoredCase } from '../model/index.js';
import { digestOfSealed } from '../sealing/index.js';
import { endIfErased } from './change-case.js';
import { type OversightDeps, openCase } from './deps.js';
import { keptFrom } from './kept-from.js';
import { escalatedIfNobody, openDecision, sealedCase, wholeOf } from './opened.js';
import { isUnreadable } from './set-aside.js';
import { possibleReaders } from './training.js';

/** Closed cases among which one is chosen, the newest. */
const MOST_CANDIDATES = 200;
/** How often one decision is read again as a known answer. Ours: each reading uses up a reader who may read no other case about it. */
const MOST_REPEATS = 3;

/**
 * Opens a case that repeats a closed one whose answer is known: a panel decided it, of which two agreed, each blind. It is like every other for its reader
 * until it is answered, and changes nothing for anybody. Null where no closed case of the deployment can be used.
 */
export async function openKnown(deps: OversightDeps, deployment: string): Promise<StoredCase | null> {
  const { store, acts, crypto } = deps;
  const id = acts.newId();
  const { cases } = await store.settledByPanel(deployment, MOST_CANDIDATES);
  const [draw] = crypto.sha256(utf8(`tribune.known-answer/v1 ${id}`));
  // As many where the panel changed the decision as where it did not, as far as there are both.
  const alike = cases.filter(({ record }) => record.settlement!.isChanged === draw! % 2 > 0);
  for (const source of shuffled(alike.length > 0 ? alike : cases, id, deps)) {
    const opened = await repeat(deps, { id, source }).catch((cause: unknown) => {
      if (isUnreadable(cause) || (cause instanceof TribuneError && GONE.includes(cause.code))) return null;
      throw cause;
    });
    if (opened !== null) return opened;
  }
  return null;
}

/** The decision was erased since, or is one of which no case can be any more. */
const GONE: readonly string[] = ['DECISION_UNKNOWN', 'INVALID'];

async function repeat(
  deps: OversightDeps,
  { id, source }: { readonly id: string; readonly source: StoredCase },
): Promise<StoredCase | null> {
  const { decision } = source.record;
  const { decided, key } = await openDecision(deps, decision);
  const { contents } = wholeOf(source, key, deps);
  if (contents.outcome === null) return null;
  const truth = contents.outcome;
  const readers = await possibleReaders(deps);
  const opened = await deps.acts.run(openCase, async (tx) => {
    const about = await tx.cases.ofDecision(decision);
    const isOpen = about.some(({ record }) => record.stage !== 'closed');
    if (isOpen || about.filter(({ record }) => record.known !== undefined).length >= MOST_REPEATS) return null;
    const { origin, queue, isHighImpact, system, deployment, excluded } = source.record;
    const nowMs = deps.nowMs();
    const record: CaseRecord = {
      ...{ id, revision: 1, decision, deployment, system, origin, queue, isHighImpact, known: source.record.id },
      ...{ stage: 'waiting', openedAtMs: nowMs, openedBy: SERVICE, excluded: keptFrom(excluded, about) },
      ...{ clocks: clocksFrom(decided.places, nowMs), resumesTo: null, reads: [] },
      ...{ settlement: null, applied: null, notice: null },
    };
    const { original, scale, statement, corrections } = contents;
    const whole: WholeCase = {
      record,
      contents: { original, scale, statement, corrections, said: [], outcome: null, truth },
    };
    // Nobody is left who could read it blind: it is of no use.
    if (escalatedIfNobody({ whole, entries: [] }, readers).entries.length > 0) return null;
    const stored = sealedCase(whole, key, deps);
    await tx.cases.insert(stored);
    const digest = digestOfSealed(deps.crypto, stored.sealed);
    const of = { case: id, decision, revision: 1, by: SERVICE, digest, deployment };
    tx.enter(caseOpened({ ...of, origin: 'known-answer', queue, highImpact: isHighImpact }));
    return stored;
  });
  if (opened !== null) await endIfErased(deps, opened.record);
  return opened;
}

/** The same in an order that follows from the id. */
function shuffled(cases: readonly StoredCase[], id: string, { crypto }: OversightDeps): StoredCase[] {
  const place = ({ record }: StoredCase): string => encodeHex(crypto.sha256(utf8(`${id} ${record.id}`)));
  return cases
    .map((one) => ({ one, at: place(one) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ one }) => one);
}
